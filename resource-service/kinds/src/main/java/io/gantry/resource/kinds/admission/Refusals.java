package io.gantry.resource.kinds.admission;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.StatusException;
import io.gantry.resource.machinery.AdmissionPlugin;
import tools.jackson.databind.node.ObjectNode;

/** How admission says no. */
public final class Refusals {
  private Refusals() {}

  /** 403 {@code pods "p" is forbidden: why}. */
  public static StatusException forbidden(AdmissionPlugin.Attributes attributes, String why) {
    return ApiStatus.forbidden(resource(attributes), name(attributes), why).asException();
  }

  public static GroupResource resource(AdmissionPlugin.Attributes attributes) {
    return attributes.context().definition().groupResource();
  }

  public static String name(AdmissionPlugin.Attributes attributes) {
    ObjectNode object = attributes.object() == null ? attributes.old() : attributes.object();
    String name = Json.text(object, "metadata", "name");
    if (!name.isEmpty()) {
      return name;
    }
    String asked = attributes.request().name();
    return asked.isEmpty() ? Json.text(object, "metadata", "generateName") : asked;
  }

  /** Whether a plugin is looking at a whole object of a core resource, not at a subresource. */
  public static boolean concerns(
      AdmissionPlugin.Attributes attributes, String group, String resource) {
    return attributes.request().subresource().isEmpty()
        && attributes.object() != null
        && resource(attributes).equals(new GroupResource(group, resource));
  }
}
