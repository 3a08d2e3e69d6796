package io.gantry.apischema;

import io.gantry.apimodel.Quantity;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import tools.jackson.databind.JsonNode;

/** Values that Kubernetes reads with decoders of their own, brought to the form it writes. */
final class Scalars {
  private static final DateTimeFormatter SECONDS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'");
  private static final DateTimeFormatter MICROS =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'");

  /** Go's RFC 3339: upper case letters, seconds required, any fraction, Z or an offset. */
  private static final DateTimeFormatter RFC_3339 =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss"))
          .optionalStart()
          .appendFraction(java.time.temporal.ChronoField.NANO_OF_SECOND, 1, 9, true)
          .optionalEnd()
          .appendOffset("+HH:MM", "Z")
          .toFormatter(java.util.Locale.ROOT)
          .withResolverStyle(java.time.format.ResolverStyle.STRICT);

  private Scalars() {}

  static JsonNode canonical(JsonNode value, CompiledType type) throws DecodeException {
    return switch (type.shape()) {
      case INT_OR_STRING -> intOrString(value, type);
      case QUANTITY -> quantity(value);
      case TIME -> Checker.text(value, time(text(value), false));
      case MICRO_TIME -> Checker.text(value, time(text(value), true));
      case DURATION -> {
        text(value);
        yield value;
      }
      case BYTES -> bytes(value, type);
      default -> value;
    };
  }

  private static JsonNode intOrString(JsonNode value, CompiledType type) throws DecodeException {
    boolean fits = value.isString() || value.isIntegralNumber() && value.canConvertToInt();
    if (!fits) {
      throw new DecodeException(
          "json: cannot unmarshal "
              + GoNames.value(value, type)
              + " into Go value of type "
              + GoNames.type(type));
    }
    return value;
  }

  private static JsonNode quantity(JsonNode value) throws DecodeException {
    String text = value.isString() ? value.stringValue().strip() : value.toString();
    if (value.isString() && isCanonical(text)) {
      return Checker.text(value, text);
    }
    try {
      return Checker.text(value, Quantity.parse(text).toString());
    } catch (IllegalArgumentException e) {
      throw new DecodeException(e.getMessage());
    }
  }

  /** At most three digits without a leading zero and one usual suffix: nothing to fold. */
  private static boolean isCanonical(String text) {
    int length = text.length();
    int digits = 0;
    while (digits < length && text.charAt(digits) >= '0' && text.charAt(digits) <= '9') {
      digits++;
    }
    if (digits == 0 || digits > 3 || text.charAt(0) == '0') {
      return false;
    }
    return switch (text.substring(digits)) {
      case "", "m", "k", "M", "G", "Ki", "Mi", "Gi" -> true;
      default -> false;
    };
  }

  private static String text(JsonNode value) throws DecodeException {
    if (!value.isString()) {
      throw new DecodeException(
          "json: cannot unmarshal "
              + GoNames.value(value, TypeCompiler.STRING)
              + " into Go value of type string");
    }
    return value.stringValue();
  }

  private static String time(String text, boolean micros) throws DecodeException {
    try {
      OffsetDateTime time =
          OffsetDateTime.parse(text, RFC_3339).withOffsetSameInstant(ZoneOffset.UTC);
      if (micros && text.indexOf('.') != 19) {
        throw new DateTimeException("no microseconds");
      }
      return print(time, micros);
    } catch (DateTimeException e) {
      String layout = micros ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00";
      throw new DecodeException(
          "parsing time \""
              + text
              + "\" as \""
              + layout
              + "\": cannot parse \""
              + text
              + "\" as \"2006\"");
    }
  }

  /** A time in UTC as Kubernetes writes it. */
  static String print(OffsetDateTime utc, boolean micros) {
    return micros
        ? MICROS.format(utc.truncatedTo(ChronoUnit.MICROS))
        : SECONDS.format(utc.truncatedTo(ChronoUnit.SECONDS));
  }

  private static JsonNode bytes(JsonNode value, CompiledType type) throws DecodeException {
    if (!value.isString()) {
      throw new DecodeException(
          "json: cannot unmarshal "
              + GoNames.value(value, type)
              + " into Go value of type "
              + GoNames.type(type),
          GoNames.conversion(value, type));
    }
    String text = value.stringValue().replace("\r", "").replace("\n", "");
    try {
      if (text.length() % 4 != 0) {
        throw new IllegalArgumentException();
      }
      byte[] bytes = Base64.getDecoder().decode(text);
      return Checker.text(value, Base64.getEncoder().encodeToString(bytes));
    } catch (IllegalArgumentException e) {
      String why = "illegal base64 data at input byte " + firstWrong(text);
      throw new DecodeException(why, "error decoding from json: " + why);
    }
  }

  private static int firstWrong(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9';
      if (!letter && c != '+' && c != '/') {
        return i;
      }
    }
    return text.length() / 4 * 4;
  }
}
