package io.gantry.resource.kinds.batch.job;

import io.gantry.apimodel.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/** Indexes of a job as text: {@code 1,3-5,7}, rising, below the number of completions. */
final class Intervals {
  private Intervals() {}

  static final class SyntaxException extends Exception {
    SyntaxException(String message) {
      super(message);
    }
  }

  private record Interval(long first, long last) {
    boolean meets(Interval other) {
      return first <= other.last && other.first <= last;
    }
  }

  /** How many indexes there are. */
  static long count(String text, long completions) throws SyntaxException {
    if (text.isEmpty()) {
      return 0;
    }
    long total = 0;
    Interval before = null;
    for (String part : text.split(",", -1)) {
      Interval interval = interval(part, completions);
      if (before != null) {
        rising(before.last(), interval.first());
      }
      total += interval.last() - interval.first() + 1;
      before = interval;
    }
    return total;
  }

  /**
   * The first index that two texts have both; intervals that cannot be read are passed over, as
   * those are reported by themselves.
   */
  static OptionalLong firstOfBoth(String one, String other, long completions) {
    List<Interval> left = readable(one, completions);
    List<Interval> right = readable(other, completions);
    int l = 0;
    int r = 0;
    while (l < left.size() && r < right.size()) {
      Interval a = left.get(l);
      Interval b = right.get(r);
      if (a.meets(b)) {
        return OptionalLong.of(Math.max(a.first(), b.first()));
      }
      if (a.first() <= b.first()) {
        l++;
      } else {
        r++;
      }
    }
    return OptionalLong.empty();
  }

  private static List<Interval> readable(String text, long completions) {
    List<Interval> intervals = new ArrayList<>();
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      try {
        intervals.add(interval(part, completions));
      } catch (SyntaxException e) {
        continue;
      }
    }
    return intervals;
  }

  private static Interval interval(String text, long completions) throws SyntaxException {
    String[] limits = text.split("-", -1);
    if (limits.length > 2) {
      throw new SyntaxException(
          "the fragment "
              + FieldError.quoted(text)
              + " violates the requirement that an index interval can have at most two parts"
              + " separated by '-'");
    }
    long first = index(limits[0], completions);
    if (limits.length == 1) {
      return new Interval(first, first);
    }
    long last = index(limits[1], completions);
    rising(first, last);
    return new Interval(first, last);
  }

  private static void rising(long previous, long current) throws SyntaxException {
    if (previous >= current) {
      throw new SyntaxException(
          "non-increasing order, previous: " + previous + ", current: " + current);
    }
  }

  private static long index(String text, long completions) throws SyntaxException {
    long index;
    try {
      index = Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new SyntaxException(
          "cannot convert string to integer for index: " + FieldError.quoted(text));
    }
    if (index >= completions) {
      throw new SyntaxException("too large index: " + FieldError.quoted(text));
    }
    return index;
  }
}
