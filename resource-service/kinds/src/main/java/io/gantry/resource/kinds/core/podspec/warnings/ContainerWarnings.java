package io.gantry.resource.kinds.core.podspec.warnings;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Notices;
import io.gantry.resource.kinds.core.podspec.Containers;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Containers whose settings hide each other or come too late. */
final class ContainerWarnings {
  private ContainerWarnings() {}

  /**
   * @param template where the template stands; null for a pod
   */
  static void check(
      Notices out, FieldPath path, JsonNode spec, JsonNode annotations, FieldPath template) {
    FieldPath marks =
        (template == null ? FieldPath.root() : template).child("metadata", "annotations");
    boolean confined = Json.has(spec, "securityContext", "appArmorProfile");
    Containers.visit(
        path,
        spec,
        (at, container) -> {
          String name = Json.text(container, "name");
          String seccomp = "container.seccomp.security.alpha.kubernetes.io/" + name;
          if (!Json.has(container, "securityContext", "seccompProfile")
              && Json.has(annotations, seccomp)) {
            out.add(
                marks.key(seccomp),
                "non-functional in v1.27+; use the \"seccompProfile\" field instead");
          }
          String armor = "container.apparmor.security.beta.kubernetes.io/" + name;
          if (template != null
              && !confined
              && !Json.has(container, "securityContext", "appArmorProfile")
              && Json.has(annotations, armor)) {
            out.add(
                marks.key(armor),
                "deprecated since v1.30; use the \"appArmorProfile\" field instead");
          }
          for (String resource : List.of("memory", "ephemeral-storage")) {
            for (String bound : List.of("limits", "requests")) {
              out.whole(
                  at.child("resources", bound), Json.at(container, "resources", bound), resource);
            }
          }
          variables(out, at.child("env"), Json.items(container, "env"));
        });
  }

  /** A later variable of the same name wins; one that builds on the earlier is meant so. */
  private static void variables(Notices out, FieldPath path, List<JsonNode> variables) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < variables.size(); i++) {
      String name = Json.text(variables.get(i), "name");
      if (seen.add(name)) {
        continue;
      }
      String reference = "$(" + name + ")";
      String value = Json.text(variables.get(i), "value");
      if (Json.has(variables.get(i), "valueFrom")
          || value.equals(reference)
          || !value.contains(reference)) {
        out.add(
            path.index(i),
            "hides previous definition of "
                + FieldError.quoted(name)
                + ", which may be dropped when using apply");
      }
    }
  }
}
