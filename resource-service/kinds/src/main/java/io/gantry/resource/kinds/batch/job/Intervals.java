package io.gantry.resource.kinds.batch.job;

import io.gantry.apimodel.FieldError;

/** Indexes of a job as text: {@code 1,3-5,7}, rising, below the number of completions. */
final class Intervals {
  private Intervals() {}

  static final class SyntaxException extends Exception {
    SyntaxException(String message) {
      super(message);
    }
  }

  /** How many indexes there are. */
  static long count(String text, long completions) throws SyntaxException {
    if (text.isEmpty()) {
      return 0;
    }
    long total = 0;
    long last = -1;
    for (String interval : text.split(",", -1)) {
      String[] limits = interval.split("-", -1);
      if (limits.length > 2) {
        throw new SyntaxException(
            "the fragment "
                + FieldError.quoted(interval)
                + " violates the requirement that an index interval can have at most two parts"
                + " separated by '-'");
      }
      long first = index(limits[0], completions);
      long end = first;
      if (limits.length == 2) {
        end = index(limits[1], completions);
        rising(first, end);
      }
      if (last >= 0) {
        rising(last, first);
      }
      total += end - first + 1;
      last = end;
    }
    return total;
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
