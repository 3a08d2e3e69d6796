package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Containers added to a running pod for debugging. */
public final class EphemeralContainerRules {
  /** Fields that have no meaning for them. */
  private static final List<String> FORBIDDEN =
      List.of("ports", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle");

  private EphemeralContainerRules() {}

  static void validate(Findings out, FieldPath path, JsonNode spec, ContainerRules rules) {
    Set<String> others = new HashSet<>();
    for (String sort : List.of("containers", "initContainers")) {
      Json.items(spec, sort).forEach(c -> others.add(Json.text(c, "name")));
    }
    Set<String> names = new HashSet<>();
    int i = 0;
    for (JsonNode container : Json.items(spec, "ephemeralContainers")) {
      FieldPath at = path.index(i++);
      rules.common(at, container);
      String name = Json.text(container, "name");
      if (others.contains(name) || (!name.isEmpty() && !names.add(name))) {
        out.add(FieldError.duplicate(at.child("name"), name));
      }
      String target = Json.text(container, "targetContainerName");
      if (!target.isEmpty() && !others.contains(target)) {
        out.add(FieldError.notFound(at.child("targetContainerName"), target));
      }
      for (String field : FORBIDDEN) {
        if (Json.has(container, field)) {
          out.forbidden(at.child(field), "cannot be set for an Ephemeral Container");
        }
      }
      JsonNode resources = Json.at(container, "resources");
      if (resources != null && !resources.isEmpty()) {
        out.forbidden(at.child("resources"), "cannot be set for an Ephemeral Container");
      }
      int m = 0;
      for (JsonNode mount : Json.items(container, "volumeMounts")) {
        FieldPath mountAt = at.child("volumeMounts").index(m++);
        for (String field : List.of("subPath", "subPathExpr")) {
          if (!Json.text(mount, field).isEmpty()) {
            out.forbidden(mountAt.child(field), "cannot be set for an Ephemeral Container");
          }
        }
      }
    }
  }
}
