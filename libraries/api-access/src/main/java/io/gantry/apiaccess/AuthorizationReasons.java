package io.gantry.apiaccess;

/** The words a refused user reads; {@code ApiStatus.forbidden} puts the resource before them. */
public final class AuthorizationReasons {
  private AuthorizationReasons() {}

  /**
   * {@code User "x" cannot list resource "pods/log" in API group "" in the namespace "y": reason}.
   */
  public static String refusal(UserInfo user, RequestInfo request, Authorizer.Decision decision) {
    StringBuilder text = new StringBuilder("User ").append(quoted(user.name()));
    text.append(" cannot ").append(request.verb());
    if (!request.resourceRequest()) {
      text.append(" path ").append(quoted(request.path()));
    } else {
      text.append(" resource ").append(quoted(request.resourceAndSubresource()));
      text.append(" in API group ").append(quoted(request.group()));
      if (request.namespace().isEmpty()) {
        text.append(" at the cluster scope");
      } else {
        text.append(" in the namespace ").append(quoted(request.namespace()));
      }
    }
    if (!decision.reason().isEmpty()) {
      text.append(": ").append(decision.reason());
    }
    return text.toString();
  }

  private static String quoted(String text) {
    return "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
  }
}
