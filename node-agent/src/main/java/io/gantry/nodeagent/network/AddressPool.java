package io.gantry.nodeagent.network;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The addresses of a node's pod range, handed out in turn so that one just freed is not at once
 * another pod's. Which are taken is not stored: sandboxes' labels say it.
 */
final class AddressPool {
  private final long network;
  private final long size;
  private final Map<String, Long> byPod = new HashMap<>();
  private final Set<Long> taken = new HashSet<>();
  private long next = 2;

  /**
   * @param cidr such as {@code 10.244.1.0/24}
   */
  AddressPool(String cidr) {
    int slash = cidr.indexOf('/');
    int bits = Integer.parseInt(cidr.substring(slash + 1));
    this.size = 1L << (32 - bits);
    this.network = number(cidr.substring(0, slash)) & -size;
  }

  /** An address for the pod: the same one again when it has one. Empty when none is left. */
  synchronized Optional<String> take(String podUid) {
    Long known = byPod.get(podUid);
    if (known != null) {
      return Optional.of(text(known));
    }
    for (long tried = 0; tried < size; tried++) {
      long offset = next;
      next = next + 1 >= size - 1 ? 2 : next + 1;
      long address = network + offset;
      if (offset < size - 1 && taken.add(address)) {
        byPod.put(podUid, address);
        return Optional.of(text(address));
      }
    }
    return Optional.empty();
  }

  synchronized void adopt(String podUid, String address) {
    long number = number(address);
    if (number >= network && number < network + size) {
      byPod.put(podUid, number);
      taken.add(number);
    }
  }

  synchronized void release(String podUid) {
    Long address = byPod.remove(podUid);
    if (address != null) {
      taken.remove(address);
    }
  }

  private static long number(String address) {
    long number = 0;
    for (String part : address.split("\\.")) {
      number = number << 8 | Integer.parseInt(part);
    }
    return number;
  }

  private static String text(long number) {
    return (number >> 24 & 255)
        + "."
        + (number >> 16 & 255)
        + "."
        + (number >> 8 & 255)
        + "."
        + (number & 255);
  }
}
