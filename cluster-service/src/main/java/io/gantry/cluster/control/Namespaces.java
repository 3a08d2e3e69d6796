package io.gantry.cluster.control;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;

/** Rules about namespaces that several controllers share. */
public final class Namespaces {
  private static final String TERMINATING = "NamespaceTerminating";

  private Namespaces() {}

  /** Whether something may still be created there. */
  public static boolean active(ResourceObject namespace) {
    return !namespace.deleting()
        && !Json.text(namespace.tree(), "status", "phase").equals("Terminating");
  }

  /** Whether a create was refused because the namespace is going, or gone already. */
  public static boolean ending(StatusException refusal) {
    if (refusal.isNotFound()) {
      return true;
    }
    return refusal.status().details() != null
        && refusal.status().details().causes().stream()
            .anyMatch(cause -> cause.reason().equals(TERMINATING));
  }
}
