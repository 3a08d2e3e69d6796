package io.gantry.benchmarks;

import java.util.Arrays;
import java.util.Locale;

/** Prints the table: each row a figure, what it is held against, their ratio, and the target. */
final class Report {
  static void head() {
    System.out.println("| What | Gantry | Beside it | Ratio | Target | |");
    System.out.println("|---|---|---|---|---|---|");
  }

  /** A row without a ratio. */
  void row(String what, String gantry, String beside, String target, boolean met) {
    line(what, gantry, beside, "", target, met);
  }

  /** A ratio that is to be at least so much. */
  void atLeast(
      String what, double gantry, double beside, String shown, String besideShown, double wanted) {
    double ratio = gantry / beside;
    line(what, shown, besideShown, number(ratio), "at least " + number(wanted), ratio >= wanted);
  }

  /** A ratio that is to be at most so much. */
  void atMost(
      String what, double gantry, double beside, String shown, String besideShown, double wanted) {
    double ratio = gantry / beside;
    line(what, shown, besideShown, number(ratio), "at most " + number(wanted), ratio <= wanted);
  }

  private static void line(
      String what, String gantry, String beside, String ratio, String target, boolean met) {
    System.out.printf(
        "| %s | %s | %s | %s | %s | %s |%n",
        what, gantry, beside, ratio, target, met ? "met" : "**missed**");
  }

  static String number(double value) {
    return String.format(Locale.ROOT, "%.2f", value);
  }

  static String whole(double value) {
    return String.format(Locale.ROOT, "%,.0f", value);
  }

  static double median(double[] values) {
    return quantile(values, 0.5);
  }

  static double quantile(double[] values, double part) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[Math.min(sorted.length - 1, (int) (part * sorted.length))];
  }
}
