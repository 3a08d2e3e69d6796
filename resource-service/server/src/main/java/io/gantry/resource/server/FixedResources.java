package io.gantry.resource.server;

import io.gantry.apimodel.GroupVersionResource;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.ResourceRegistry;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The built-in resources; custom ones will come and go beside them. */
public final class FixedResources implements ResourceRegistry {
  private final List<ResourceDefinition> all;
  private final Map<GroupVersionResource, ResourceDefinition> byPath = new HashMap<>();

  public FixedResources(List<ResourceDefinition> all) {
    this.all = List.copyOf(all);
    for (ResourceDefinition definition : all) {
      for (String version : definition.versions()) {
        byPath.put(definition.groupVersion(version).resource(definition.resource()), definition);
      }
    }
  }

  @Override
  public Optional<ResourceDefinition> find(GroupVersionResource resource) {
    return Optional.ofNullable(byPath.get(resource));
  }

  @Override
  public Collection<ResourceDefinition> all() {
    return all;
  }

  @Override
  public long generation() {
    return 1;
  }
}
