package io.gantry.resource.machinery;

import io.gantry.apiaccess.RequestInfo;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** A link of the admission chain: first all mutate in order, then all validate. No I/O. */
public interface AdmissionPlugin {
  /** As in {@code --enable-admission-plugins}: {@code NamespaceLifecycle}. */
  String name();

  /** Changes the object, or refuses with a {@code StatusException}. */
  default void admit(Attributes attributes) {}

  /** Refuses with a {@code StatusException}. */
  default void validate(Attributes attributes) {}

  enum Operation {
    CREATE,
    UPDATE,
    DELETE,
    CONNECT
  }

  /**
   * @param object the new object, to be changed in place; null for deletions
   * @param old null for creations
   * @param warnings plugins may add to it
   */
  record Attributes(
      Operation operation,
      RequestInfo request,
      WriteContext context,
      ObjectNode object,
      ObjectNode old,
      List<String> warnings) {}
}
