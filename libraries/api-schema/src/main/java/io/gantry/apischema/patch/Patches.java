package io.gantry.apischema.patch;

import io.gantry.apischema.TypeNode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Applies patches. The original is never changed; refusals are {@link
 * io.gantry.apimodel.StatusException}s with Kubernetes' texts.
 */
public final class Patches {
  private Patches() {}

  /** RFC 6902. What cannot be applied is a 422 without details, as Kubernetes answers it. */
  public static ObjectNode json(ObjectNode original, JsonNode patch) {
    return new JsonPatch(patch).applyTo(original);
  }

  /** RFC 7396. */
  public static ObjectNode merge(ObjectNode original, JsonNode patch) {
    return MergePatch.apply(original, patch);
  }

  /**
   * Kubernetes' strategic merge: lists with a merge key are merged by it, and the directives {@code
   * $patch}, {@code $retainKeys}, {@code $setElementOrder/x}, {@code $deleteFromPrimitiveList/x}
   * are followed.
   *
   * @param type the patched kind's type
   */
  public static ObjectNode strategic(TypeNode type, ObjectNode original, JsonNode patch) {
    return StrategicMerge.apply(type, original, patch);
  }
}
