package io.gantry.apimodel;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A stored object as everyone passes it on: a header that answers the frequent questions, and the
 * object's JSON, encoded once at commit. Immutable and safe to share between threads. A tree costs
 * six times the bytes (docs/decisions), so {@link #tree()} decodes a fresh one at each call and
 * nobody keeps it; the caller may change what it gets.
 */
public final class ResourceObject {
  private final ObjectKey key;
  private final String uid;
  private final long revision;
  private final Map<String, String> labels;
  private final Map<String, String> fields;
  private final List<OwnerReference> owners;
  private final boolean deleting;
  private final byte[] json;

  /**
   * @param revision the commit's revision, the object's {@code metadata.resourceVersion}
   * @param labels {@code metadata.labels}
   * @param fields the values of the kind's selectable fields, such as {@code spec.nodeName}
   * @param deleting whether {@code metadata.deletionTimestamp} is set
   * @param json the whole object in its storage version, {@code metadata.resourceVersion} included;
   *     never changed by anyone
   */
  public ResourceObject(
      ObjectKey key,
      String uid,
      long revision,
      Map<String, String> labels,
      Map<String, String> fields,
      List<OwnerReference> owners,
      boolean deleting,
      byte[] json) {
    this.key = key;
    this.uid = uid;
    this.revision = revision;
    this.labels = Map.copyOf(labels);
    this.fields = Map.copyOf(fields);
    this.owners = List.copyOf(owners);
    this.deleting = deleting;
    this.json = json;
  }

  /**
   * Reads the header from a whole object, as a client receives it. Selectable fields other than
   * name and namespace stay empty: they are known where the kind is known.
   */
  public static ResourceObject of(GroupResource resource, ObjectNode tree) {
    return of(resource, tree, Map.of());
  }

  /** The same with the kind's selectable fields. */
  public static ResourceObject of(
      GroupResource resource, ObjectNode tree, Map<String, String> fields) {
    JsonNode metadata = tree.path("metadata");
    List<OwnerReference> owners = new ArrayList<>();
    for (JsonNode owner : Json.items(metadata, "ownerReferences")) {
      owners.add(OwnerReference.of(owner));
    }
    String version = Json.text(metadata, "resourceVersion");
    return new ResourceObject(
        new ObjectKey(resource, Json.text(metadata, "namespace"), Json.text(metadata, "name")),
        Json.text(metadata, "uid"),
        version.isEmpty() ? 0 : Long.parseLong(version),
        Json.map(metadata, "labels"),
        fields,
        owners,
        Json.has(metadata, "deletionTimestamp"),
        Json.bytes(tree));
  }

  /** The same object, holding another map of the same labels. */
  public ResourceObject sharing(Map<String, String> sameLabels) {
    return new ResourceObject(key, uid, revision, sameLabels, fields, owners, deleting, json);
  }

  public ObjectKey key() {
    return key;
  }

  public String namespace() {
    return key.namespace();
  }

  public String name() {
    return key.name();
  }

  public String uid() {
    return uid;
  }

  public long revision() {
    return revision;
  }

  public Map<String, String> labels() {
    return labels;
  }

  /** Values of the kind's selectable fields; {@code metadata.name} and namespace are in the key. */
  public Map<String, String> fields() {
    return fields;
  }

  public List<OwnerReference> owners() {
    return owners;
  }

  /** The owner with {@code controller: true}, of which there is at most one. */
  public Optional<OwnerReference> controller() {
    return owners.stream().filter(OwnerReference::controller).findFirst();
  }

  public boolean deleting() {
    return deleting;
  }

  /** The whole object as JSON. Shared: never write into it. */
  public byte[] json() {
    return json;
  }

  /** A fresh tree, the caller's own. */
  public ObjectNode tree() {
    return Json.parseObject(json);
  }

  @Override
  public String toString() {
    return key.resource() + " " + key.namespacedName() + "@" + revision;
  }
}
