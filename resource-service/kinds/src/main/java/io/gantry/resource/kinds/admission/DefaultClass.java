package io.gantry.resource.kinds.admission;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.machinery.AdmissionPlugin;
import java.util.Comparator;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Classes (of storage, of ingresses) of which one is marked as the default. */
public final class DefaultClass {
  private DefaultClass() {}

  /** The newest of the classes that are marked; by name where they are equally old. */
  public static Optional<String> of(
      AdmissionPlugin.Attributes attributes, GroupResource classes, String annotation) {
    return attributes.context().readAll(classes, "").stream()
        .map(ResourceObject::tree)
        .filter(c -> Json.text(c, "metadata", "annotations", annotation).equals("true"))
        .sorted(
            Comparator.comparing((ObjectNode c) -> Json.text(c, "metadata", "creationTimestamp"))
                .reversed()
                .thenComparing(c -> Json.text(c, "metadata", "name")))
        .map(c -> Json.text(c, "metadata", "name"))
        .findFirst();
  }
}
