package io.gantry.apimodel;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An amount as Kubernetes writes it: {@code 100m}, {@code 64Mi}, {@code 1.5}, {@code 12e6}.
 * Compared by value, printed in canonical form (apimachinery, {@code resource.Quantity}). Precision
 * below a nano unit is rounded up.
 */
public final class Quantity implements Comparable<Quantity> {
  public static final Quantity ZERO = new Quantity(BigDecimal.ZERO, Format.DECIMAL_SI);

  /** How the amount was written and is printed again. */
  public enum Format {
    DECIMAL_SI,
    BINARY_SI,
    DECIMAL_EXPONENT
  }

  private static final Pattern SYNTAX =
      Pattern.compile(
          "([+-]?)(\\d+\\.?\\d*|\\.\\d+)((?:[eE][+-]?\\d+)|(?:[KMGTPE]i)|[numkMGTPE])?");
  private static final List<String> BINARY = List.of("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei");
  private static final Map<String, Integer> DECIMAL =
      Map.of("n", -9, "u", -6, "m", -3, "", 0, "k", 3, "M", 6, "G", 9, "T", 12, "P", 15, "E", 18);
  private static final BigDecimal KI = BigDecimal.valueOf(1024);

  private final BigDecimal value;
  private final Format format;

  private Quantity(BigDecimal value, Format format) {
    this.value = value;
    this.format = format;
  }

  /**
   * Parses; {@code IllegalArgumentException} carries Kubernetes' text: a syntax that does not
   * match, or a suffix that is none.
   */
  public static Quantity parse(String text) {
    if (text.isEmpty()) {
      throw new IllegalArgumentException(
          "quantities must match the regular expression"
              + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      if (text.matches("[+-]?[0-9.]+[eEinumkKMGTP]+[-+]?[0-9]*")
          && text.matches("[+-]?(\\d+\\.?\\d*|\\.\\d+)\\D.*")) {
        throw new IllegalArgumentException("unable to parse quantity's suffix");
      }
      throw new IllegalArgumentException(
          "quantities must match the regular expression"
              + " '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'");
    }
    BigDecimal number = new BigDecimal(matcher.group(1) + padded(matcher.group(2)));
    String suffix = matcher.group(3) == null ? "" : matcher.group(3);
    BigDecimal value;
    Format format;
    if (suffix.endsWith("i")) {
      value = number.multiply(KI.pow(BINARY.indexOf(suffix)));
      format = Format.BINARY_SI;
    } else if (DECIMAL.containsKey(suffix)) {
      value = number.scaleByPowerOfTen(DECIMAL.get(suffix));
      format = Format.DECIMAL_SI;
    } else {
      value = number.scaleByPowerOfTen(Integer.parseInt(suffix.substring(1)));
      format = Format.DECIMAL_EXPONENT;
    }
    if (value.scale() > 9) {
      value = value.setScale(9, RoundingMode.UP);
    }
    return new Quantity(value, format);
  }

  private static String padded(String digits) {
    return digits.startsWith(".") ? "0" + digits : digits.endsWith(".") ? digits + "0" : digits;
  }

  public static Quantity of(long units) {
    return new Quantity(BigDecimal.valueOf(units), Format.DECIMAL_SI);
  }

  public static Quantity bytes(long bytes) {
    return new Quantity(BigDecimal.valueOf(bytes), Format.BINARY_SI);
  }

  public static Quantity millis(long thousandths) {
    return new Quantity(BigDecimal.valueOf(thousandths, 3), Format.DECIMAL_SI);
  }

  public BigDecimal value() {
    return value;
  }

  /** Whole units, rounded up. */
  public long units() {
    return value.setScale(0, RoundingMode.CEILING).longValue();
  }

  /** Thousandths, rounded up: a CPU quantity in millicores. */
  public long millis() {
    return value.scaleByPowerOfTen(3).setScale(0, RoundingMode.CEILING).longValue();
  }

  public int signum() {
    return value.signum();
  }

  public boolean isZero() {
    return value.signum() == 0;
  }

  public Quantity plus(Quantity other) {
    return new Quantity(value.add(other.value), isZero() ? other.format : format);
  }

  public Quantity minus(Quantity other) {
    return new Quantity(value.subtract(other.value), isZero() ? other.format : format);
  }

  @Override
  public int compareTo(Quantity other) {
    return value.compareTo(other.value);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Quantity that && value.compareTo(that.value) == 0;
  }

  @Override
  public int hashCode() {
    return value.stripTrailingZeros().hashCode();
  }

  /** The canonical form: the largest suffix that leaves a whole number. */
  @Override
  public String toString() {
    if (isZero()) {
      return "0";
    }
    BigDecimal plain = value.stripTrailingZeros();
    if (format == Format.BINARY_SI && plain.scale() <= 0 && plain.abs().compareTo(KI) >= 0) {
      int power = 0;
      BigDecimal rest = plain;
      while (power < 6 && rest.remainder(KI).signum() == 0) {
        rest = rest.divide(KI);
        power++;
      }
      return rest.toBigInteger() + BINARY.get(power);
    }
    int exponent = Math.floorDiv(-plain.scale(), 3) * 3;
    exponent = Math.max(-9, Math.min(18, exponent));
    String digits = plain.scaleByPowerOfTen(-exponent).toBigInteger().toString();
    if (format == Format.DECIMAL_EXPONENT) {
      return exponent == 0 ? digits : digits + "e" + exponent;
    }
    for (Map.Entry<String, Integer> suffix : DECIMAL.entrySet()) {
      if (suffix.getValue() == exponent) {
        return digits + suffix.getKey();
      }
    }
    throw new IllegalStateException("no suffix for 10^" + exponent);
  }
}
