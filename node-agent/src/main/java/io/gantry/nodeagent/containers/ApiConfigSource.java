package io.gantry.nodeagent.containers;

import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.StatusException;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.Resources;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** ConfigMaps and Secrets asked for when they are needed: the node may not list them. */
public final class ApiConfigSource implements ConfigSource {
  private final ApiClient api;

  public ApiConfigSource(ApiClient api) {
    this.api = api;
  }

  @Override
  public Optional<ObjectNode> configMap(String namespace, String name) {
    return get(Resources.CONFIG_MAPS, namespace, name);
  }

  @Override
  public Optional<ObjectNode> secret(String namespace, String name) {
    return get(Resources.SECRETS, namespace, name);
  }

  private Optional<ObjectNode> get(GroupVersionResource resource, String namespace, String name) {
    try {
      return Optional.of(api.get(resource, namespace, name).tree());
    } catch (StatusException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }
}
