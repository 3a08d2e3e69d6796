package io.gantry.replication.job;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/** A set of completion indexes in the form of a Job's status: {@code 0-2,5}. */
final class Indexes {
  private final BitSet set;

  private Indexes(BitSet set) {
    this.set = set;
  }

  static Indexes parse(String text) {
    BitSet set = new BitSet();
    if (!text.isEmpty()) {
      for (String part : text.split(",")) {
        String[] ends = part.split("-");
        int first = Integer.parseInt(ends[0]);
        int last = ends.length > 1 ? Integer.parseInt(ends[1]) : first;
        set.set(first, last + 1);
      }
    }
    return new Indexes(set);
  }

  Indexes with(Iterable<Integer> more) {
    BitSet copy = (BitSet) set.clone();
    more.forEach(copy::set);
    return new Indexes(copy);
  }

  boolean contains(int index) {
    return index >= 0 && set.get(index);
  }

  boolean isEmpty() {
    return set.isEmpty();
  }

  int size() {
    return set.cardinality();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Indexes that && set.equals(that.set);
  }

  @Override
  public int hashCode() {
    return set.hashCode();
  }

  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    for (int first = set.nextSetBit(0); first >= 0; ) {
      int last = set.nextClearBit(first) - 1;
      // Two neighbours are a range only from three on, in Kubernetes' way of writing.
      parts.add(
          last == first ? "" + first : last == first + 1 ? first + "," + last : first + "-" + last);
      first = set.nextSetBit(last + 1);
    }
    return String.join(",", parts);
  }
}
