package io.gantry.resource.kinds.base;

import io.gantry.apimodel.Json;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** What a kind prints in its columns: one value a column (String, Long, Boolean). */
@FunctionalInterface
public interface Cells {
  /**
   * @param object in the storage version
   * @param now what ages are counted from
   */
  List<Object> of(ObjectNode object, Instant now);

  /** Name and creation time: what is printed of kinds that have no columns of their own. */
  Cells NAME_AND_CREATED =
      (object, now) ->
          List.of(
              Json.text(object, "metadata", "name"),
              Json.text(object, "metadata", "creationTimestamp"));
}
