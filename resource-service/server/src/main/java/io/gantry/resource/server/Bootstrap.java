package io.gantry.resource.server;

import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.StatusException;
import io.gantry.controlruntime.ApiClient;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.ResourceRegistry;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Makes the objects a cluster is born with, each once: what a user changed stays changed. */
final class Bootstrap {
  private final ResourceRegistry resources;
  private final ApiClient client;

  Bootstrap(ResourceRegistry resources, ApiClient client) {
    this.resources = resources;
    this.client = client;
  }

  void create(List<ObjectNode> objects) {
    for (ObjectNode object : objects) {
      GroupVersion version = GroupVersion.parse(Json.text(object, "apiVersion"));
      GroupVersionResource resource = resource(version, Json.text(object, "kind"));
      String namespace = Json.text(object, "metadata", "namespace");
      try {
        client.get(resource, namespace, Json.text(object, "metadata", "name"));
      } catch (StatusException absent) {
        if (!absent.isNotFound()) {
          throw absent;
        }
        create(resource, namespace, object);
      }
    }
  }

  private void create(GroupVersionResource resource, String namespace, ObjectNode object) {
    try {
      client.create(resource, namespace, object);
    } catch (StatusException e) {
      // Another instance starts at the same time.
      if (!e.isAlreadyExists()) {
        throw e;
      }
    }
  }

  private GroupVersionResource resource(GroupVersion version, String kind) {
    for (ResourceDefinition definition : resources.all()) {
      if (definition.group().equals(version.group())
          && definition.kind().equals(kind)
          && definition.versions().contains(version.version())) {
        return version.resource(definition.resource());
      }
    }
    throw new IllegalStateException("no resource for " + version + " " + kind);
  }
}
