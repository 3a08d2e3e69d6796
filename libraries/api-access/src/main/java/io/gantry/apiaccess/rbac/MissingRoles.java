package io.gantry.apiaccess.rbac;

import java.util.LinkedHashSet;
import java.util.Set;

/** Roles that bindings name and nobody made, in the words of Kubernetes' aggregated errors. */
final class MissingRoles {
  private Set<String> texts;

  void add(boolean clusterRole, String roleName) {
    if (texts == null) {
      texts = new LinkedHashSet<>();
    }
    texts.add(
        (clusterRole ? "clusterrole" : "role")
            + ".rbac.authorization.k8s.io \""
            + roleName
            + "\" not found");
  }

  /** Empty when none is missing. */
  String text() {
    if (texts == null) {
      return "";
    }
    return texts.size() == 1 ? texts.iterator().next() : "[" + String.join(", ", texts) + "]";
  }
}
