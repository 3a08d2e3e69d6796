package io.gantry.resource.store;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import tools.jackson.databind.node.ObjectNode;

/** Objects and commits for tests. */
public final class Samples {
  public static final GroupResource PODS = new GroupResource("", "pods");
  public static final GroupResource DEPLOYMENTS = new GroupResource("apps", "deployments");

  private Samples() {}

  public static ObjectKey key(GroupResource resource, String namespace, String name) {
    return new ObjectKey(resource, namespace, name);
  }

  public static Draft pod(String namespace, String name, Map<String, String> labels, String node) {
    return draft(
        key(PODS, namespace, name), "uid-" + namespace + "-" + name, labels, node, "some data");
  }

  public static Draft pod(String name) {
    return pod("default", name, Map.of("app", "web"), "");
  }

  public static Draft draft(
      ObjectKey key, String uid, Map<String, String> labels, String node, String data) {
    ObjectNode json = Json.object();
    json.put(
        "apiVersion", key.resource().group().isEmpty() ? "v1" : key.resource().group() + "/v1");
    json.put("kind", "Sample").put("data", data);
    ObjectNode metadata = json.putObject("metadata");
    metadata.put("name", key.name()).put("namespace", key.namespace()).put("uid", uid);
    metadata.set("labels", Json.stringMap(labels));
    Map<String, String> fields = node.isEmpty() ? Map.of() : Map.of("spec.nodeName", node);
    return new Draft(key, uid, labels, fields, List.of(), false, Json.bytes(json));
  }

  /** The stored object as a draft again, for a removal or an unchanged put. */
  public static Draft again(ResourceObject object) {
    ObjectNode tree = object.tree();
    ((ObjectNode) tree.get("metadata")).remove("resourceVersion");
    return new Draft(
        object.key(),
        object.uid(),
        object.labels(),
        object.fields(),
        object.owners(),
        object.deleting(),
        Json.bytes(tree));
  }

  public static String operation() {
    return UUID.randomUUID().toString();
  }

  public static Commit commit(List<Commit.Guard> guards, Commit.Write... writes) {
    return new Commit(operation(), "tester", guards, List.of(writes));
  }

  public static Commit create(Draft draft) {
    return commit(List.of(new Commit.Guard.Absent(draft.key())), new Commit.Write.Put(draft));
  }

  public static Commit update(Draft draft, long revision) {
    return commit(
        List.of(new Commit.Guard.HasRevision(draft.key(), revision)), new Commit.Write.Put(draft));
  }

  public static Commit put(Draft draft) {
    return commit(List.of(), new Commit.Write.Put(draft));
  }

  public static Commit remove(Draft lastState) {
    return commit(
        List.of(new Commit.Guard.Exists(lastState.key())), new Commit.Write.Remove(lastState));
  }
}
