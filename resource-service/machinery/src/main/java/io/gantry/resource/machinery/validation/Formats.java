package io.gantry.resource.machinery.validation;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What is wrong with a text, as a list of messages that is empty for a good one. Source of rules
 * and words: apimachinery {@code util/validation} of 1.32. Lengths are in bytes of UTF-8.
 */
public final class Formats {
  private static final String LABEL_1123 = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String SUBDOMAIN_1123 = LABEL_1123 + "(\\." + LABEL_1123 + ")*";
  private static final String WILDCARD_1123 = "\\*\\." + SUBDOMAIN_1123;
  private static final String LABEL_1035 = "[a-z]([-a-z0-9]*[a-z0-9])?";
  private static final String QUALIFIED = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final String LABEL_VALUE = "(" + QUALIFIED + ")?";
  private static final String C_IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]*";
  private static final String PERCENT = "[0-9]+%";
  private static final String HTTP_HEADER = "[-A-Za-z0-9]+";
  private static final String ENV_NAME = "[-._a-zA-Z][-._a-zA-Z0-9]*";
  private static final String CONFIG_KEY = "[-._a-zA-Z0-9]+";
  static final String HTTP_PATH = "[A-Za-z0-9/\\-._~%!$&'()*+,;=:]+";

  // Compiled once: these run for every write.
  private static final Pattern LABEL_1123_PATTERN = Pattern.compile(LABEL_1123);
  private static final Pattern SUBDOMAIN_1123_PATTERN = Pattern.compile(SUBDOMAIN_1123);
  private static final Pattern WILDCARD_1123_PATTERN = Pattern.compile(WILDCARD_1123);
  private static final Pattern LABEL_1035_PATTERN = Pattern.compile(LABEL_1035);
  private static final Pattern QUALIFIED_PATTERN = Pattern.compile(QUALIFIED);
  private static final Pattern LABEL_VALUE_PATTERN = Pattern.compile(LABEL_VALUE);
  private static final Pattern C_IDENTIFIER_PATTERN = Pattern.compile(C_IDENTIFIER);
  private static final Pattern PERCENT_PATTERN = Pattern.compile(PERCENT);
  private static final Pattern HTTP_HEADER_PATTERN = Pattern.compile(HTTP_HEADER);
  private static final Pattern ENV_NAME_PATTERN = Pattern.compile(ENV_NAME);
  private static final Pattern CONFIG_KEY_PATTERN = Pattern.compile(CONFIG_KEY);
  private static final Pattern PORT_NAME_CHARACTERS = Pattern.compile("[-a-z0-9]+");
  private static final Pattern HTTP_PATH_PATTERN = Pattern.compile(HTTP_PATH);
  private static final Pattern ONE_LETTER = Pattern.compile("[a-z]");

  private Formats() {}

  public static List<String> dns1123Label(String value) {
    List<String> errors = limited(value, 63);
    if (!LABEL_1123_PATTERN.matcher(value).matches()) {
      errors.add(
          SUBDOMAIN_1123_PATTERN.matcher(value).matches()
              ? "must not contain dots"
              : regex(
                  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or"
                      + " '-', and must start and end with an alphanumeric character",
                  LABEL_1123,
                  "my-name",
                  "123-abc"));
    }
    return errors;
  }

  public static List<String> dns1123Subdomain(String value) {
    List<String> errors = limited(value, 253);
    if (!SUBDOMAIN_1123_PATTERN.matcher(value).matches()) {
      errors.add(
          regex(
              "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters,"
                  + " '-' or '.', and must start and end with an alphanumeric character",
              SUBDOMAIN_1123,
              "example.com"));
    }
    return errors;
  }

  /** {@code *.example.com}. */
  public static List<String> wildcardDns1123Subdomain(String value) {
    List<String> errors = limited(value, 253);
    if (!WILDCARD_1123_PATTERN.matcher(value).matches()) {
      errors.add(
          regex(
              "a wildcard DNS-1123 subdomain must start with '*.', followed by a valid DNS"
                  + " subdomain, which must consist of lower case alphanumeric characters, '-' or"
                  + " '.' and end with an alphanumeric character",
              WILDCARD_1123,
              "*.example.com"));
    }
    return errors;
  }

  public static List<String> dns1035Label(String value) {
    List<String> errors = limited(value, 63);
    if (!LABEL_1035_PATTERN.matcher(value).matches()) {
      errors.add(
          regex(
              "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start"
                  + " with an alphabetic character, and end with an alphanumeric character",
              LABEL_1035,
              "my-name",
              "abc-123"));
    }
    return errors;
  }

  /** A label's key, a finalizer, a condition's type: {@code example.com/name} or {@code name}. */
  public static List<String> qualifiedName(String value) {
    List<String> errors = new ArrayList<>();
    String[] parts = value.split("/", -1);
    String notQualified =
        regex(
            "must consist of alphanumeric characters, '-', '_' or '.', and must start and end with"
                + " an alphanumeric character",
            QUALIFIED,
            "MyName",
            "my.name",
            "123-abc");
    if (parts.length > 2) {
      errors.add(
          "a qualified name "
              + notQualified
              + " with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')");
      return errors;
    }
    if (parts.length == 2) {
      if (parts[0].isEmpty()) {
        errors.add("prefix part must be non-empty");
      } else {
        dns1123Subdomain(parts[0]).forEach(message -> errors.add("prefix part " + message));
      }
    }
    String name = parts[parts.length - 1];
    if (name.isEmpty()) {
      errors.add("name part must be non-empty");
    } else if (bytes(name) > 63) {
      errors.add("name part " + tooLong(63));
    }
    if (!QUALIFIED_PATTERN.matcher(name).matches()) {
      errors.add("name part " + notQualified);
    }
    return errors;
  }

  public static List<String> labelValue(String value) {
    List<String> errors = limited(value, 63);
    if (!LABEL_VALUE_PATTERN.matcher(value).matches()) {
      errors.add(
          regex(
              "a valid label must be an empty string or consist of alphanumeric characters, '-',"
                  + " '_' or '.', and must start and end with an alphanumeric character",
              LABEL_VALUE,
              "MyValue",
              "my_value",
              "12345"));
    }
    return errors;
  }

  /** One segment of a path, the rule for names where there is no other. */
  public static List<String> pathSegment(String value) {
    List<String> errors = new ArrayList<>();
    if (value.equals(".") || value.equals("..")) {
      errors.add("may not be '" + value + "'");
      return errors;
    }
    for (String illegal : List.of("/", "%")) {
      if (value.contains(illegal)) {
        errors.add("may not contain '" + illegal + "'");
      }
    }
    return errors;
  }

  /** The same for the fixed beginning of a generated name. */
  public static List<String> pathSegmentPrefix(String value) {
    List<String> errors = new ArrayList<>();
    for (String illegal : List.of("/", "%")) {
      if (value.contains(illegal)) {
        errors.add("may not contain '" + illegal + "'");
      }
    }
    return errors;
  }

  public static List<String> cIdentifier(String value) {
    return matching(
        C_IDENTIFIER_PATTERN,
        value,
        "a valid C identifier must start with alphabetic character or '_', followed by a string of"
            + " alphanumeric characters or '_'",
        C_IDENTIFIER,
        "my_name",
        "MY_NAME",
        "MyName");
  }

  public static List<String> percent(String value) {
    return matching(
        PERCENT_PATTERN,
        value,
        "a valid percent string must be a numeric string followed by an ending '%'",
        PERCENT,
        "1%",
        "93%");
  }

  public static List<String> httpHeaderName(String value) {
    return matching(
        HTTP_HEADER_PATTERN,
        value,
        "a valid HTTP header must consist of alphanumeric characters or '-'",
        HTTP_HEADER,
        "X-Header-Name");
  }

  /** The old, strict rule; 1.32 uses {@link #relaxedEnvName} for containers. */
  public static List<String> envName(String value) {
    List<String> errors =
        matching(
            ENV_NAME_PATTERN,
            value,
            "a valid environment variable name must consist of alphabetic characters, digits, '_',"
                + " '-', or '.', and must not start with a digit",
            ENV_NAME,
            "my.env-name",
            "MY_ENV.NAME",
            "MyEnvName1");
    errors.addAll(climbing(value));
    return errors;
  }

  public static List<String> relaxedEnvName(String value) {
    List<String> errors = new ArrayList<>();
    if (value.isEmpty()) {
      errors.add("environment variable name must be non-empty");
    }
    if (value.codePoints().anyMatch(c -> c > 126 || c < 32 || c == '=')) {
      errors.add(
          "a valid environment variable name must consist only of printable ASCII characters other"
              + " than '='");
    }
    return errors;
  }

  /** The part of a domain-prefixed path behind the domain. */
  public static List<String> urlPath(String value) {
    return matching(HTTP_PATH_PATTERN, value, "Invalid path", HTTP_PATH);
  }

  /** A key of a ConfigMap's or Secret's data. */
  public static List<String> configKey(String value) {
    List<String> errors = limited(value, 253);
    errors.addAll(
        matching(
            CONFIG_KEY_PATTERN,
            value,
            "a valid config key must consist of alphanumeric characters, '-', '_' or '.'",
            CONFIG_KEY,
            "key.name",
            "KEY_NAME",
            "key-name"));
    errors.addAll(climbing(value));
    return errors;
  }

  /** The name of a port (RFC 6335, lower case only). */
  public static List<String> portName(String value) {
    List<String> errors = limited(value, 15);
    if (!PORT_NAME_CHARACTERS.matcher(value).matches()) {
      errors.add("must contain only alpha-numeric characters (a-z, 0-9), and hyphens (-)");
    }
    if (!ONE_LETTER.matcher(value).find()) {
      errors.add("must contain at least one letter (a-z)");
    }
    if (value.contains("--")) {
      errors.add("must not contain consecutive hyphens");
    }
    if (value.startsWith("-") || value.endsWith("-")) {
      errors.add("must not begin or end with a hyphen");
    }
    return errors;
  }

  public static List<String> portNumber(long port) {
    return inRange(port, 1, 65535);
  }

  public static List<String> inRange(long value, long min, long max) {
    return value >= min && value <= max
        ? List.of()
        : List.of("must be between " + min + " and " + max + ", inclusive");
  }

  /** A Unix user's or group's number. */
  public static List<String> unixId(long id) {
    return inRange(id, 0, Integer.MAX_VALUE);
  }

  public static String tooLong(int maxBytes) {
    return "must be no more than " + maxBytes + " characters";
  }

  /** The text Kubernetes makes of a broken pattern. */
  public static String regex(String message, String pattern, String... examples) {
    StringBuilder text = new StringBuilder(message);
    if (examples.length == 0) {
      return text.append(" (regex used for validation is '")
          .append(pattern)
          .append("')")
          .toString();
    }
    text.append(" (e.g. ");
    for (int i = 0; i < examples.length; i++) {
      text.append(i > 0 ? " or " : "").append('\'').append(examples[i]).append("', ");
    }
    return text.append("regex used for validation is '").append(pattern).append("')").toString();
  }

  static int bytes(String value) {
    return value.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
  }

  private static List<String> limited(String value, int maxBytes) {
    List<String> errors = new ArrayList<>(2);
    if (bytes(value) > maxBytes) {
      errors.add(tooLong(maxBytes));
    }
    return errors;
  }

  private static List<String> matching(
      Pattern compiled, String value, String message, String pattern, String... examples) {
    List<String> errors = new ArrayList<>(2);
    if (!compiled.matcher(value).matches()) {
      errors.add(regex(message, pattern, examples));
    }
    return errors;
  }

  /** File names that would leave the directory they are put in. */
  private static List<String> climbing(String value) {
    if (value.equals(".") || value.equals("..")) {
      return List.of("must not be '" + value + "'");
    }
    return value.startsWith("..") ? List.of("must not start with '..'") : List.of();
  }
}
