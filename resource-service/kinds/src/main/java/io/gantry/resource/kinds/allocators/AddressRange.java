package io.gantry.resource.kinds.allocators;

/** An IPv4 network out of which addresses are given. */
public record AddressRange(String cidr, long first, long last) {
  /** {@code 10.96.0.0/12}; network and broadcast addresses are not given out. */
  public static AddressRange of(String cidr) {
    int slash = cidr.indexOf('/');
    long base = number(cidr.substring(0, slash));
    long size = 1L << (32 - Integer.parseInt(cidr.substring(slash + 1)));
    return new AddressRange(cidr, base + 1, base + size - 2);
  }

  public boolean contains(String address) {
    long number = number(address);
    return number >= first && number <= last;
  }

  public long size() {
    return last - first + 1;
  }

  /** The address at an offset, from 0. */
  public String at(long offset) {
    long n = first + offset;
    return (n >> 24 & 255) + "." + (n >> 16 & 255) + "." + (n >> 8 & 255) + "." + (n & 255);
  }

  private static long number(String address) {
    long number = 0;
    for (String part : address.split("\\.")) {
      number = number << 8 | Integer.parseInt(part);
    }
    return number;
  }
}
