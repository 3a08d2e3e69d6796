package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import java.util.List;
import java.util.function.BiConsumer;
import tools.jackson.databind.JsonNode;

/** All containers of a pod's specification, in Kubernetes' order. */
public final class Containers {
  private static final List<String> SORTS =
      List.of("initContainers", "containers", "ephemeralContainers");

  private Containers() {}

  /**
   * @param path of the specification
   * @param visitor gets each container and where it stands
   */
  public static void visit(FieldPath path, JsonNode spec, BiConsumer<FieldPath, JsonNode> visitor) {
    for (String sort : SORTS) {
      int i = 0;
      for (JsonNode container : Json.items(spec, sort)) {
        visitor.accept(path.child(sort).index(i++), container);
      }
    }
  }
}
