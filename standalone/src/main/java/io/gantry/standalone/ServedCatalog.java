package io.gantry.standalone;

import io.gantry.cluster.control.ResourceCatalog;
import io.gantry.cluster.control.ServedResource;
import io.gantry.resource.machinery.ResourceRegistry;
import java.util.List;
import java.util.Set;

/** What the API in this JVM serves, for the controllers that work on every resource. */
record ServedCatalog(ResourceRegistry registry) implements ResourceCatalog {
  @Override
  public List<ServedResource> resources() {
    return registry.all().stream()
        .map(
            definition ->
                new ServedResource(
                    definition
                        .groupVersion(definition.versions().getFirst())
                        .resource(definition.resource()),
                    definition.kind(),
                    definition.namespaced(),
                    Set.copyOf(definition.verbs())))
        .toList();
  }
}
