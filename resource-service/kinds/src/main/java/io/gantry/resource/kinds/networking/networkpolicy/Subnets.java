package io.gantry.resource.kinds.networking.networkpolicy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Compares networks in CIDR notation; both are known to be networks. */
final class Subnets {
  private static final int BITS_OF_IPV4 = 32;
  private static final int BITS_OF_IPV6 = 128;

  private Subnets() {}

  private record Subnet(BigInteger address, int bits, int length) {}

  /** Whether all of one network lies in the other, and is less than it. */
  static boolean isStrictlyInside(String inner, String outer) {
    Subnet one = subnet(inner);
    Subnet other = subnet(outer);
    if (one.length != other.length || one.bits <= other.bits) {
      return false;
    }
    return one.address.xor(other.address).shiftRight(one.length - other.bits).signum() == 0;
  }

  private static Subnet subnet(String cidr) {
    int slash = cidr.indexOf('/');
    String address = cidr.substring(0, slash);
    int bits = Integer.parseInt(cidr.substring(slash + 1));
    return address.contains(":")
        ? new Subnet(ipv6(address), bits, BITS_OF_IPV6)
        : new Subnet(ipv4(address), bits, BITS_OF_IPV4);
  }

  /** Zeros at the front of a part mean nothing, as in 1.32. */
  private static BigInteger ipv4(String address) {
    BigInteger value = BigInteger.ZERO;
    for (String part : address.split("\\.")) {
      value = value.shiftLeft(Byte.SIZE).or(new BigInteger(part));
    }
    return value;
  }

  private static BigInteger ipv6(String address) {
    try {
      // A literal address: nobody is asked.
      byte[] bytes = InetAddress.getByName(address).getAddress();
      // Java makes an IPv4 address of one that is mapped into IPv6.
      BigInteger value = new BigInteger(1, bytes);
      return bytes.length * Byte.SIZE == BITS_OF_IPV6
          ? value
          : value.or(BigInteger.valueOf(0xffff).shiftLeft(BITS_OF_IPV4));
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(address, e);
    }
  }
}
