package io.gantry.apiaccess.rbac;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A RoleBinding, or a ClusterRoleBinding (whose namespace is empty).
 *
 * @param clusterRole whether {@code roleName} is a ClusterRole's
 */
record RoleBinding(
    String namespace, String name, boolean clusterRole, String roleName, List<Subject> subjects) {

  /**
   * @param namespace of a ServiceAccount; else empty
   */
  record Subject(String kind, String namespace, String name) {
    /** What a user must be or be in: the key of the policy's index. */
    String key() {
      return switch (kind) {
        case "Group" -> groupKey(name);
        case "ServiceAccount" -> userKey("system:serviceaccount:" + namespace + ":" + name);
        default -> userKey(name);
      };
    }

    @Override
    public String toString() {
      return kind + " \"" + name + (kind.equals("ServiceAccount") ? "/" + namespace : "") + "\"";
    }
  }

  static String userKey(String user) {
    return "u:" + user;
  }

  static String groupKey(String group) {
    return "g:" + group;
  }

  static RoleBinding of(ResourceObject object) {
    JsonNode json = object.tree();
    List<Subject> subjects = new ArrayList<>();
    for (JsonNode subject : Json.items(json, "subjects")) {
      String kind = Json.text(subject, "kind");
      String namespace = Json.text(subject, "namespace");
      if (kind.equals("ServiceAccount") && namespace.isEmpty()) {
        namespace = object.namespace();
      }
      if (!kind.equals("ServiceAccount") || !namespace.isEmpty()) {
        subjects.add(new Subject(kind, namespace, Json.text(subject, "name")));
      }
    }
    return new RoleBinding(
        object.namespace(),
        object.name(),
        Json.text(json, "roleRef", "kind").equals("ClusterRole"),
        Json.text(json, "roleRef", "name"),
        List.copyOf(subjects));
  }

  /** {@code RoleBinding "name/namespace" of ClusterRole "edit" to Group "x"}. */
  String describe(Subject subject) {
    return (namespace.isEmpty()
            ? "ClusterRoleBinding \"" + name + "\""
            : "RoleBinding \"" + name + "/" + namespace + "\"")
        + " of "
        + (clusterRole ? "ClusterRole" : "Role")
        + " \""
        + roleName
        + "\" to "
        + subject;
  }
}
