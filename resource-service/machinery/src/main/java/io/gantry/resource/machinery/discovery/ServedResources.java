package io.gantry.resource.machinery.discovery;

import io.gantry.apischema.openapi.ServedResource;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.ResourceRegistry;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/** The registry as OpenAPI wants to see it; the same list while nothing has changed. */
public final class ServedResources implements Supplier<List<ServedResource>> {
  private record Built(long generation, List<ServedResource> resources) {}

  private final ResourceRegistry registry;
  private final AtomicReference<Built> built = new AtomicReference<>();

  public ServedResources(ResourceRegistry registry) {
    this.registry = registry;
  }

  @Override
  public List<ServedResource> get() {
    long generation = registry.generation();
    Built known = built.get();
    if (known == null || known.generation != generation) {
      known = new Built(generation, build());
      built.set(known);
    }
    return known.resources;
  }

  private List<ServedResource> build() {
    List<ServedResource> served = new ArrayList<>();
    for (ResourceDefinition definition : registry.all()) {
      for (String version : definition.versions()) {
        served.add(
            new ServedResource(
                definition.groupVersion(version),
                definition.resource(),
                definition.kind(),
                definition.namespaced(),
                Set.copyOf(definition.verbs()),
                definition.subresources().values().stream()
                    .filter(sub -> !sub.name().isEmpty())
                    .map(
                        sub ->
                            new ServedResource.Subresource(
                                sub.name(), sub.kind(), Set.copyOf(sub.verbs())))
                    .toList()));
      }
    }
    return List.copyOf(served);
  }
}
