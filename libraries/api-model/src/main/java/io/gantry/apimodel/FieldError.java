package io.gantry.apimodel;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing wrong with one field, in the words of Kubernetes (apimachinery, validation/field).
 *
 * @param message the whole text without the path, for example {@code Invalid value: "x": must be
 *     ...}
 */
public record FieldError(Type type, String field, String message) {
  /** What is wrong; the reason is the {@code reason} of a cause in a Status. */
  public enum Type {
    NOT_FOUND("FieldValueNotFound", "Not found"),
    REQUIRED("FieldValueRequired", "Required value"),
    DUPLICATE("FieldValueDuplicate", "Duplicate value"),
    INVALID("FieldValueInvalid", "Invalid value"),
    NOT_SUPPORTED("FieldValueNotSupported", "Unsupported value"),
    FORBIDDEN("FieldValueForbidden", "Forbidden"),
    TOO_LONG("FieldValueTooLong", "Too long"),
    TOO_MANY("FieldValueTooMany", "Too many"),
    INTERNAL("InternalError", "Internal error"),
    TYPE_INVALID("FieldValueTypeInvalid", "Invalid value");

    private final String reason;
    private final String words;

    Type(String reason, String words) {
      this.reason = reason;
      this.words = words;
    }

    public String reason() {
      return reason;
    }
  }

  public static FieldError required(FieldPath path, String detail) {
    return new FieldError(Type.REQUIRED, path.toString(), join(Type.REQUIRED.words, detail));
  }

  /** A value refused; strings are quoted as Go does, numbers and booleans are printed bare. */
  public static FieldError invalid(FieldPath path, Object value, String detail) {
    return new FieldError(
        Type.INVALID, path.toString(), join(Type.INVALID.words + ": " + shown(value), detail));
  }

  public static FieldError typeInvalid(FieldPath path, Object value, String detail) {
    return new FieldError(
        Type.TYPE_INVALID,
        path.toString(),
        join(Type.TYPE_INVALID.words + ": " + shown(value), detail));
  }

  public static FieldError notFound(FieldPath path, Object value) {
    return new FieldError(
        Type.NOT_FOUND, path.toString(), Type.NOT_FOUND.words + ": " + shown(value));
  }

  public static FieldError duplicate(FieldPath path, Object value) {
    return new FieldError(
        Type.DUPLICATE, path.toString(), Type.DUPLICATE.words + ": " + shown(value));
  }

  /** An enum's value refused; {@code supported} is printed in the order given. */
  public static FieldError notSupported(FieldPath path, Object value, List<String> supported) {
    String values = supported.stream().map(FieldError::quoted).collect(Collectors.joining(", "));
    return new FieldError(
        Type.NOT_SUPPORTED,
        path.toString(),
        join(
            Type.NOT_SUPPORTED.words + ": " + shown(value),
            supported.isEmpty() ? "" : "supported values: " + values));
  }

  public static FieldError forbidden(FieldPath path, String detail) {
    return new FieldError(Type.FORBIDDEN, path.toString(), join(Type.FORBIDDEN.words, detail));
  }

  /** Kubernetes 1.32 prints the limit only: {@code Too long: may not be more than 63 bytes}. */
  public static FieldError tooLong(FieldPath path, int maxBytes) {
    return new FieldError(
        Type.TOO_LONG,
        path.toString(),
        maxBytes < 0
            ? Type.TOO_LONG.words + ": value is too long"
            : Type.TOO_LONG.words + ": may not be more than " + maxBytes + " bytes");
  }

  public static FieldError tooMany(FieldPath path, int actual, int max) {
    return new FieldError(
        Type.TOO_MANY,
        path.toString(),
        Type.TOO_MANY.words + ": " + actual + ": must have at most " + max + " items");
  }

  /** Path and message, as they stand in a Status's message. */
  @Override
  public String toString() {
    return field + ": " + message;
  }

  private static String join(String head, String detail) {
    return detail.isEmpty() ? head : head + ": " + detail;
  }

  private static String shown(Object value) {
    return switch (value) {
      case null -> "null";
      case String text -> quoted(text);
      default -> value.toString();
    };
  }

  /** A string literal as Go's {@code %q} prints it. */
  public static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    text.codePoints()
        .forEach(
            c -> {
              switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\t' -> out.append("\\t");
                case '\r' -> out.append("\\r");
                case 7 -> out.append("\\a");
                case '\b' -> out.append("\\b");
                case '\f' -> out.append("\\f");
                case 11 -> out.append("\\v");
                default -> {
                  if (c < 0x20 || c == 0x7f) {
                    out.append(String.format("\\x%02x", c));
                  } else {
                    out.appendCodePoint(c);
                  }
                }
              }
            });
    return out.append('"').toString();
  }
}
