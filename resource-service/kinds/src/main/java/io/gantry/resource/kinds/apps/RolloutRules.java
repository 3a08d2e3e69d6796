package io.gantry.resource.kinds.apps;

import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import java.math.BigInteger;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Amounts that are numbers or percentages. */
public final class RolloutRules {
  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]+");
  private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

  private RolloutRules() {}

  /** The number in a number, a percentage or a text that is a number; 0 where there is none. */
  public static long valueOf(JsonNode value) {
    if (value == null) {
      return 0;
    }
    if (!value.isString()) {
      return value.longValue();
    }
    String text = value.stringValue();
    boolean isPercent = Formats.percent(text).isEmpty();
    String digits = isPercent ? text.substring(0, text.length() - 1) : text;
    return NUMBER.matcher(digits).matches() ? new BigInteger(digits).min(MOST).longValue() : 0;
  }

  /** How Kubernetes prints one that is at fault. */
  public static Object shown(JsonNode value) {
    return value == null ? "null" : GoText.intOrString(value);
  }
}
