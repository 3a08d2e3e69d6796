package io.gantry.resource.kinds.networking.networkpolicy;

import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** Compares networks in CIDR notation. */
final class Subnets {
  private Subnets() {}

  /** Whether all of one network lies in the other, and is less than it. */
  static boolean isStrictlyInside(String inner, String outer) {
    int innerBits = bits(inner);
    int outerBits = bits(outer);
    byte[] one = address(inner);
    byte[] other = address(outer);
    if (one.length != other.length || innerBits <= outerBits) {
      return false;
    }
    BigInteger difference = new BigInteger(1, one).xor(new BigInteger(1, other));
    return difference.shiftRight(one.length * 8 - outerBits).signum() == 0;
  }

  private static int bits(String cidr) {
    return Integer.parseInt(cidr.substring(cidr.indexOf('/') + 1));
  }

  private static byte[] address(String cidr) {
    try {
      // A literal address: nobody is asked.
      return InetAddress.getByName(cidr.substring(0, cidr.indexOf('/'))).getAddress();
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException(cidr, e);
    }
  }
}
