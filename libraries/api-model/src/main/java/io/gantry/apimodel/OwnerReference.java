package io.gantry.apimodel;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** One entry of {@code metadata.ownerReferences}. */
public record OwnerReference(
    String apiVersion,
    String kind,
    String name,
    String uid,
    boolean controller,
    boolean blockOwnerDeletion) {
  public static OwnerReference of(JsonNode json) {
    return new OwnerReference(
        Json.text(json, "apiVersion"),
        Json.text(json, "kind"),
        Json.text(json, "name"),
        Json.text(json, "uid"),
        Json.bool(json, false, "controller"),
        Json.bool(json, false, "blockOwnerDeletion"));
  }

  /** A reference that says "{@code owner} controls this and must not vanish before it". */
  public static OwnerReference controllerOf(GroupVersionKind kind, ResourceObject owner) {
    return new OwnerReference(
        kind.apiVersion(), kind.kind(), owner.key().name(), owner.uid(), true, true);
  }

  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("apiVersion", apiVersion).put("kind", kind).put("name", name).put("uid", uid);
    if (controller) {
      json.put("controller", true);
    }
    if (blockOwnerDeletion) {
      json.put("blockOwnerDeletion", true);
    }
    return json;
  }
}
