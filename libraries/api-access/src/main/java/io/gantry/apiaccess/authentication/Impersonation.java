package io.gantry.apiaccess.authentication;

import io.gantry.apiaccess.AuthorizationReasons;
import io.gantry.apiaccess.Authorizer;
import io.gantry.apiaccess.RequestInfo;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.ApiStatus;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Lets a user act as another ({@code kubectl --as}): each thing that is taken on (user or
 * ServiceAccount, groups, uid, extra) needs the permission {@code impersonate} on it.
 */
public final class Impersonation {
  private static final String USER = "Impersonate-User";
  private static final String GROUP = "Impersonate-Group";
  private static final String UID = "Impersonate-Uid";
  private static final String EXTRA_PREFIX = "Impersonate-Extra-";
  private static final String PREFIX = "impersonate-";
  private static final String AUTHENTICATION_GROUP = "authentication.k8s.io";

  private final Authorizer authorizer;

  public Impersonation(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  /** Whether a header is of this family: none of them goes further than the gateway. */
  public static boolean isImpersonation(String header) {
    return header.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
  }

  /**
   * Whom the request acts for: the user, unless the headers name another.
   *
   * @throws io.gantry.apimodel.StatusException 403 where the permission is missing, 500 (as in
   *     Kubernetes) for groups without a user
   */
  public UserInfo apply(
      UserInfo user, Collection<String> headerNames, Function<String, List<String>> headerValues) {
    String asked = first(headerValues.apply(USER));
    List<String> askedGroups = headerValues.apply(GROUP);
    String uid = first(headerValues.apply(UID));
    Map<String, List<String>> extra = extra(headerNames, headerValues);
    if (asked.isEmpty()) {
      if (!askedGroups.isEmpty() || !uid.isEmpty() || !extra.isEmpty()) {
        throw ApiStatus.internal("requested " + askedGroups + " without impersonating a user")
            .asException();
      }
      return user;
    }
    List<String> groups = new ArrayList<>();
    String[] account = serviceAccount(asked);
    if (account != null) {
      check(user, "", account[0], "serviceaccounts", account[1], "");
      if (askedGroups.isEmpty()) {
        groups.add("system:serviceaccounts");
        groups.add("system:serviceaccounts:" + account[0]);
      }
    } else {
      check(user, "", "", "users", asked, "");
    }
    for (String group : askedGroups) {
      check(user, "", "", "groups", group, "");
      groups.add(group);
    }
    extra.forEach(
        (key, values) ->
            values.forEach(
                value -> check(user, AUTHENTICATION_GROUP, "", "userextras", value, key)));
    if (!uid.isEmpty()) {
      check(user, AUTHENTICATION_GROUP, "", "uids", uid, "");
    }
    addStanding(asked, groups);
    return new UserInfo(asked, uid, List.copyOf(groups), extra);
  }

  /** Everyone is either authenticated or not, said last. */
  private static void addStanding(String asked, List<String> groups) {
    if (groups.contains(UserInfo.AUTHENTICATED) || groups.contains(UserInfo.UNAUTHENTICATED)) {
      return;
    }
    boolean anonymous = asked.equals(UserInfo.ANONYMOUS.name());
    groups.add(anonymous ? UserInfo.UNAUTHENTICATED : UserInfo.AUTHENTICATED);
  }

  private void check(
      UserInfo user, String group, String namespace, String resource, String name, String sub) {
    RequestInfo info =
        new RequestInfo(true, "", "impersonate", group, "", namespace, resource, name, sub, "");
    Authorizer.Decision decision = authorizer.authorize(user, info);
    if (!decision.allowed()) {
      throw ApiStatus.forbidden(
              info.groupResource(), name, AuthorizationReasons.refusal(user, info, decision))
          .asException();
    }
  }

  private static Map<String, List<String>> extra(
      Collection<String> names, Function<String, List<String>> values) {
    Map<String, List<String>> extra = new LinkedHashMap<>();
    for (String name : names) {
      if (name.regionMatches(true, 0, EXTRA_PREFIX, 0, EXTRA_PREFIX.length())) {
        String key = FrontProxyHeaders.extraKey(name.substring(EXTRA_PREFIX.length()));
        extra.computeIfAbsent(key, k -> new ArrayList<>()).addAll(values.apply(name));
      }
    }
    return extra;
  }

  private static String first(List<String> values) {
    return values.isEmpty() ? "" : values.getFirst();
  }

  /** Namespace and name of {@code system:serviceaccount:<namespace>:<name>}; null for others. */
  private static String[] serviceAccount(String user) {
    String[] parts = user.split(":", -1);
    boolean is =
        parts.length == 4
            && parts[0].equals("system")
            && parts[1].equals("serviceaccount")
            && !parts[2].isEmpty()
            && !parts[3].isEmpty();
    return is ? new String[] {parts[2], parts[3]} : null;
  }
}
