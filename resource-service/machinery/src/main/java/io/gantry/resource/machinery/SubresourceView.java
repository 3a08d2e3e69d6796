package io.gantry.resource.machinery;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.GroupVersionKind;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * How a subresource shows an object to clients, and what it takes from their changes. Objects are
 * in the storage version.
 */
public interface SubresourceView {
  /** The kind of the document; null for the object's own in the version of the request. */
  default GroupVersionKind kind() {
    return null;
  }

  /** The document; the caller may change it. */
  ObjectNode show(ObjectNode object);

  /**
   * Carries a changed document over into the object it was made of.
   *
   * @param object the live object, edited in place
   */
  void take(ObjectNode document, ObjectNode object);

  /** What is wrong with a changed document; empty for what the kind's own validation finds. */
  default List<FieldError> validate(ObjectNode document) {
    return List.of();
  }
}
