package io.gantry.apischema;

import io.gantry.apimodel.GroupVersionKind;
import tools.jackson.databind.node.ObjectNode;

/** One kind in one version. Thread-safe. */
public interface KindSchema {
  GroupVersionKind gvk();

  TypeNode type();

  /**
   * Checks a tree in place: converts nothing, removes unknown fields and nulls that mean "absent",
   * and reports them; wrong types throw.
   *
   * @return the same object with what strict validation says of it
   * @throws DecodeException when a value has the wrong type
   */
  Decoded check(ObjectNode object) throws DecodeException;

  /** Fills in the defaults of Kubernetes for this version, in place. Idempotent. */
  void applyDefaults(ObjectNode object);
}
