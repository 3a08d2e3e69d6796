package io.gantry.apiaccess.node;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Keeps the graph current from what it is told of pods, persistent volumes and volume attachments.
 * Each of them leads from what it refers to, to a node; several pods may lead from one secret to
 * one node, so the ways are counted.
 */
public final class NodeGraphStore implements NodeGraph {
  public static final GroupResource PODS = new GroupResource("", "pods");
  public static final GroupResource VOLUMES = new GroupResource("", "persistentvolumes");
  public static final GroupResource ATTACHMENTS =
      new GroupResource("storage.k8s.io", "volumeattachments");

  /** What the store wants to be told of. */
  public static final List<GroupResource> RESOURCES = List.of(PODS, VOLUMES, ATTACHMENTS);

  private static final GroupResource CLAIMS = new GroupResource("", "persistentvolumeclaims");
  private static final GroupResource SECRETS = new GroupResource("", "secrets");

  /**
   * What one object says: it ties {@code targets} to a node, named or that of the claim's pods.
   *
   * @param node empty for a volume, whose nodes are those of its claim
   * @param claim of a volume; else null
   */
  private record Ties(String node, ObjectKey claim, Set<ObjectKey> targets) {}

  private final Map<ObjectKey, Ties> ties = new HashMap<>();
  private final Map<ObjectKey, Map<String, Integer>> nodesOf = new HashMap<>();
  private final Map<ObjectKey, Set<ObjectKey>> claimsOf = new HashMap<>();

  @Override
  public synchronized boolean related(
      String nodeName, GroupResource resource, String namespace, String name) {
    ObjectKey key = new ObjectKey(resource, namespace, name);
    if (leads(key, nodeName)) {
      return true;
    }
    for (ObjectKey claim : claimsOf.getOrDefault(key, Set.of())) {
      if (leads(claim, nodeName)) {
        return true;
      }
    }
    return false;
  }

  private boolean leads(ObjectKey from, String nodeName) {
    return nodesOf.getOrDefault(from, Map.of()).containsKey(nodeName);
  }

  /** The whole state of one of {@link #RESOURCES}. */
  public synchronized void replace(GroupResource resource, List<ResourceObject> objects) {
    List<ObjectKey> known =
        ties.keySet().stream().filter(key -> key.resource().equals(resource)).toList();
    known.forEach(this::remove);
    objects.forEach(this::put);
  }

  public synchronized void apply(Change change) {
    ObjectKey key = change.object().key();
    if (change.type() == Change.Type.DELETED) {
      remove(key);
    } else {
      put(change.object());
    }
  }

  private void put(ResourceObject object) {
    remove(object.key());
    Ties made = ties(object);
    if (made == null) {
      return;
    }
    ties.put(object.key(), made);
    for (ObjectKey target : made.targets()) {
      if (made.claim() != null) {
        claimsOf.computeIfAbsent(target, k -> new HashSet<>()).add(made.claim());
      } else {
        nodesOf.computeIfAbsent(target, k -> new HashMap<>(2)).merge(made.node(), 1, Integer::sum);
      }
    }
  }

  private void remove(ObjectKey key) {
    Ties gone = ties.remove(key);
    if (gone == null) {
      return;
    }
    for (ObjectKey target : gone.targets()) {
      if (gone.claim() != null) {
        claimsOf.computeIfPresent(
            target, (k, claims) -> claims.remove(gone.claim()) && claims.isEmpty() ? null : claims);
      } else {
        nodesOf.computeIfPresent(
            target,
            (k, nodes) -> {
              nodes.computeIfPresent(gone.node(), (node, ways) -> ways == 1 ? null : ways - 1);
              return nodes.isEmpty() ? null : nodes;
            });
      }
    }
  }

  private static Ties ties(ResourceObject object) {
    ObjectNode tree = object.tree();
    GroupResource resource = object.key().resource();
    if (resource.equals(PODS)) {
      String node = Json.text(tree, "spec", "nodeName");
      return node.isEmpty() ? null : new Ties(node, null, PodReferences.of(object.key(), tree));
    }
    if (resource.equals(ATTACHMENTS)) {
      String node = Json.text(tree, "spec", "nodeName");
      return node.isEmpty() ? null : new Ties(node, null, Set.of(object.key()));
    }
    if (resource.equals(VOLUMES)) {
      return volume(object.key(), Json.at(tree, "spec"));
    }
    return null;
  }

  private static Ties volume(ObjectKey key, JsonNode spec) {
    String claim = Json.text(spec, "claimRef", "name");
    if (claim.isEmpty()) {
      return null;
    }
    String claimNamespace = Json.text(spec, "claimRef", "namespace");
    Set<ObjectKey> targets = new HashSet<>(Set.of(key));
    for (JsonNode source : spec) {
      for (String field :
          List.of(
              "secretRef",
              "controllerPublishSecretRef",
              "nodeStageSecretRef",
              "nodePublishSecretRef",
              "nodeExpandSecretRef",
              "controllerExpandSecretRef")) {
        String secret = Json.text(source, field, "name");
        if (!secret.isEmpty()) {
          String namespace = Json.text(source, field, "namespace");
          targets.add(
              new ObjectKey(SECRETS, namespace.isEmpty() ? claimNamespace : namespace, secret));
        }
      }
    }
    return new Ties("", new ObjectKey(CLAIMS, claimNamespace, claim), targets);
  }
}
