package io.gantry.apiaccess.authentication;

import io.gantry.apiaccess.UserInfo;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** A user written into request headers and read from them, as Kubernetes' front proxies do. */
public final class FrontProxyHeaders {
  public static final String USER = "X-Remote-User";
  public static final String UID = "X-Remote-Uid";
  public static final String GROUP = "X-Remote-Group";
  public static final String EXTRA_PREFIX = "X-Remote-Extra-";

  private static final String PREFIX = "x-remote-";

  private FrontProxyHeaders() {}

  /**
   * Whether a header of this name says who a user is. Everything of the family is meant, so that
   * none slips through that a later reader would heed.
   */
  public static boolean isIdentity(String header) {
    return header.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
  }

  /**
   * @param add called with name and value, several times for a name with several values
   * @throws IllegalArgumentException a name that no header can carry unchanged: passing it on would
   *     make it another user's
   */
  public static void write(UserInfo user, BiConsumer<String, String> add) {
    add.accept(USER, carried(user.name()));
    if (!user.uid().isEmpty()) {
      add.accept(UID, carried(user.uid()));
    }
    user.groups().forEach(group -> add.accept(GROUP, carried(group)));
    user.extra()
        .forEach(
            (key, values) -> {
              String name =
                  EXTRA_PREFIX + URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
              values.forEach(value -> add.accept(name, carried(value)));
            });
  }

  /**
   * Null when no user is named.
   *
   * @param names all header names of the request
   * @param values the values of a header, in order
   */
  public static UserInfo read(Collection<String> names, Function<String, List<String>> values) {
    List<String> users = values.apply(USER);
    if (users.isEmpty() || users.getFirst().isEmpty()) {
      return null;
    }
    List<String> uids = values.apply(UID);
    Map<String, List<String>> extra = new TreeMap<>();
    for (String name : names) {
      if (name.regionMatches(true, 0, EXTRA_PREFIX, 0, EXTRA_PREFIX.length())) {
        String key = extraKey(name.substring(EXTRA_PREFIX.length()));
        extra.computeIfAbsent(key, k -> new ArrayList<>()).addAll(values.apply(name));
      }
    }
    return new UserInfo(
        users.getFirst(),
        uids.isEmpty() ? "" : uids.getFirst(),
        List.copyOf(values.apply(GROUP)),
        extra);
  }

  /** Header names know no case, so keys are lower case; what a name cannot hold is encoded. */
  static String extraKey(String encoded) {
    String lower = encoded.toLowerCase(Locale.ROOT);
    try {
      return URLDecoder.decode(lower.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return lower;
    }
  }

  private static String carried(String value) {
    boolean plain =
        value.chars().allMatch(c -> c >= ' ' && c < 0x7f) && value.equals(value.strip());
    if (!plain) {
      throw new IllegalArgumentException("a header cannot carry the name \"" + value + "\"");
    }
    return value;
  }
}
