package io.gantry.apischema;

import java.util.List;
import java.util.Set;
import tools.jackson.databind.node.ObjectNode;

/**
 * An object that has been through its schema.
 *
 * @param object pruned, not yet defaulted
 * @param strictErrors what strict field validation refuses and {@code Warn} warns of, in order,
 *     such as {@code unknown field "spec.replica"} or {@code duplicate field "metadata.name"}
 * @param emptied paths of lists and maps that were sent empty and are left out since: to Kubernetes
 *     they are not the same until they are stored, and some of its messages tell
 */
public record Decoded(ObjectNode object, List<String> strictErrors, Set<String> emptied) {
  public Decoded(ObjectNode object, List<String> strictErrors) {
    this(object, strictErrors, Set.of());
  }
}
