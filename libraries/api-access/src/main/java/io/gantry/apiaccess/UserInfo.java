package io.gantry.apiaccess;

import java.util.List;
import java.util.Map;

/**
 * Who asks.
 *
 * @param uid may be empty
 */
public record UserInfo(
    String name, String uid, List<String> groups, Map<String, List<String>> extra) {
  public static final String AUTHENTICATED = "system:authenticated";
  public static final String UNAUTHENTICATED = "system:unauthenticated";
  public static final UserInfo ANONYMOUS =
      new UserInfo("system:anonymous", "", List.of(UNAUTHENTICATED), Map.of());

  /** An authenticated user; {@code system:authenticated} is added last. */
  public static UserInfo of(String name, List<String> groups) {
    List<String> all = new java.util.ArrayList<>(groups);
    if (!all.contains(AUTHENTICATED)) {
      all.add(AUTHENTICATED);
    }
    return new UserInfo(name, "", List.copyOf(all), Map.of());
  }

  /** {@code system:serviceaccount:<namespace>:<name>} with its groups. */
  public static UserInfo serviceAccount(String namespace, String name) {
    return of(
        "system:serviceaccount:" + namespace + ":" + name,
        List.of("system:serviceaccounts", "system:serviceaccounts:" + namespace));
  }

  /** A kubelet. */
  public static UserInfo node(String nodeName) {
    return of("system:node:" + nodeName, List.of("system:nodes"));
  }
}
