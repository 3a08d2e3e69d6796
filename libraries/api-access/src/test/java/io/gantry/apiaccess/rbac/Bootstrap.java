package io.gantry.apiaccess.rbac;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The roles and bindings a new cluster is born with, as recorded. */
public final class Bootstrap {
  private Bootstrap() {}

  public static RbacPolicyStore store() {
    RbacPolicyStore store = new RbacPolicyStore();
    JsonNode all = read();
    for (GroupResource resource : RbacPolicyStore.RESOURCES) {
      List<ResourceObject> objects = new ArrayList<>();
      for (JsonNode object : Json.items(all, resource.resource())) {
        objects.add(ResourceObject.of(resource, (ObjectNode) object));
      }
      store.replace(resource, objects);
    }
    return store;
  }

  static JsonNode read() {
    try (InputStream in = Bootstrap.class.getResourceAsStream("/rbac/bootstrap.json")) {
      return Json.parse(in.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static ResourceObject object(GroupResource resource, String json) {
    return ResourceObject.of(resource, Json.parseObject(json.replace('\'', '"')));
  }
}
