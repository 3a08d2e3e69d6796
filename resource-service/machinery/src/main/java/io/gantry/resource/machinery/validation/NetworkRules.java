package io.gantry.resource.machinery.validation;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Addresses, networks, domain names and paths. Nothing here asks a name server. */
public final class NetworkRules {
  private static final Pattern IPV4 =
      Pattern.compile("(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})\\.(\\d{1,3})");
  private static final Pattern HTTP_PATH = Pattern.compile(Formats.HTTP_PATH);

  private NetworkRules() {}

  public static List<FieldError> ip(FieldPath path, String value) {
    return isIp(value)
        ? List.of()
        : List.of(
            FieldError.invalid(
                path, value, "must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)"));
  }

  public static List<FieldError> ipv4(FieldPath path, String value) {
    return isIpv4(value)
        ? List.of()
        : List.of(FieldError.invalid(path, value, "must be a valid IPv4 address"));
  }

  public static List<FieldError> ipv6(FieldPath path, String value) {
    return isIpv6(value)
        ? List.of()
        : List.of(FieldError.invalid(path, value, "must be a valid IPv6 address"));
  }

  public static List<FieldError> cidr(FieldPath path, String value) {
    return isCidr(value)
        ? List.of()
        : List.of(
            FieldError.invalid(
                path, value, "must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)"));
  }

  public static boolean isIp(String value) {
    return isIpv4(value) || isIpv6(value);
  }

  /** Leading zeros are accepted, as 1.32 does. */
  public static boolean isIpv4(String value) {
    var matcher = IPV4.matcher(value);
    if (!matcher.matches()) {
      return false;
    }
    for (int i = 1; i <= 4; i++) {
      if (Integer.parseInt(matcher.group(i)) > 255) {
        return false;
      }
    }
    return true;
  }

  /** RFC 4291 text form, without a zone. */
  public static boolean isIpv6(String value) {
    if (!value.contains(":")) {
      return false;
    }
    String text = value;
    int lastColon = text.lastIndexOf(':');
    int spare = 0;
    if (text.indexOf('.') >= 0) {
      if (!isIpv4(text.substring(lastColon + 1))) {
        return false;
      }
      text = text.substring(0, lastColon + 1) + "0";
      spare = 1;
    }
    int gap = text.indexOf("::");
    if (gap >= 0 && text.indexOf("::", gap + 1) >= 0) {
      return false;
    }
    if (gap < 0) {
      int groups = groups(text);
      return groups == 8 - spare;
    }
    int before = gap == 0 ? 0 : groups(text.substring(0, gap));
    int after = gap + 2 == text.length() ? 0 : groups(text.substring(gap + 2));
    return before >= 0 && after >= 0 && before + after + spare < 8;
  }

  /** The number of groups of hexadecimal digits; -1000 when one is none. */
  private static int groups(String text) {
    String[] groups = text.split(":", -1);
    for (String group : groups) {
      if (!group.matches("[0-9a-fA-F]{1,4}")) {
        return -1000;
      }
    }
    return groups.length;
  }

  public static boolean isCidr(String value) {
    int slash = value.indexOf('/');
    if (slash < 0 || !value.substring(slash + 1).matches("\\d{1,3}")) {
      return false;
    }
    String address = value.substring(0, slash);
    int bits = Integer.parseInt(value.substring(slash + 1));
    return (isIpv4(address) && bits <= 32) || (isIpv6(address) && bits <= 128);
  }

  /** A domain of at least three segments ({@code a.b.c}). */
  public static List<FieldError> fullyQualifiedName(FieldPath path, String name) {
    if (name.isEmpty()) {
      return List.of(FieldError.required(path, ""));
    }
    List<String> wrong = Formats.dns1123Subdomain(name);
    if (!wrong.isEmpty()) {
      return List.of(FieldError.invalid(path, name, String.join(",", wrong)));
    }
    return name.split("\\.", -1).length >= 3
        ? List.of()
        : List.of(
            FieldError.invalid(
                path, name, "should be a domain with at least three segments separated by dots"));
  }

  /** {@code acme.io/foo}. */
  public static List<FieldError> domainPrefixedPath(FieldPath path, String value) {
    if (value.isEmpty()) {
      return List.of(FieldError.required(path, ""));
    }
    int slash = value.indexOf('/');
    if (slash <= 0 || slash == value.length() - 1) {
      return List.of(
          FieldError.invalid(
              path, value, "must be a domain-prefixed path (such as \"acme.io/foo\")"));
    }
    List<FieldError> errors =
        new ArrayList<>(
            FieldRules.format(path, value.substring(0, slash), Formats::dns1123Subdomain));
    String rest = value.substring(slash + 1);
    if (!HTTP_PATH.matcher(rest).matches()) {
      errors.add(FieldError.invalid(path, rest, Formats.regex("Invalid path", Formats.HTTP_PATH)));
    }
    return errors;
  }
}
