package io.gantry.resource.machinery;

import io.gantry.apimodel.GroupVersionResource;
import java.util.Collection;
import java.util.Optional;

/** Every served resource; custom ones come and go while running. */
public interface ResourceRegistry {
  Optional<ResourceDefinition> find(GroupVersionResource resource);

  /** In discovery's order: groups as Kubernetes orders them, resources by name. */
  Collection<ResourceDefinition> all();

  /** Changes with every change of the set: discovery documents are cached by it. */
  long generation();
}
