package io.gantry.resource.machinery.discovery;

import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.ResourceDefinition.Subresource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The discovery documents of one set of resources, in both forms: one document for each group and
 * version, and everything at once (KEP-3352).
 */
final class DiscoveryDocuments {
  private final Map<String, Set<String>> versions = new LinkedHashMap<>();
  private final List<ResourceDefinition> resources;

  DiscoveryDocuments(Collection<ResourceDefinition> all) {
    this.resources = List.copyOf(all);
    for (ResourceDefinition resource : resources) {
      versions
          .computeIfAbsent(resource.group(), group -> new LinkedHashSet<>())
          .addAll(resource.versions());
    }
  }

  /** {@code /api}. */
  ObjectNode coreVersions(String serverAddress) {
    ObjectNode document = Json.object();
    document.put("kind", "APIVersions");
    ArrayNode list = document.putArray("versions");
    versions.getOrDefault("", Set.of()).forEach(list::add);
    document
        .putArray("serverAddressByClientCIDRs")
        .addObject()
        .put("clientCIDR", "0.0.0.0/0")
        .put("serverAddress", serverAddress);
    return document;
  }

  /** {@code /apis}. */
  ObjectNode groups() {
    ObjectNode document = Json.object();
    document.put("kind", "APIGroupList").put("apiVersion", "v1");
    ArrayNode groups = document.putArray("groups");
    for (String group : versions.keySet()) {
      if (!group.isEmpty()) {
        ObjectNode entry = groups.addObject();
        describe(entry, group);
      }
    }
    return document;
  }

  /** {@code /apis/<group>}. */
  Optional<ObjectNode> group(String group) {
    if (group.isEmpty() || !versions.containsKey(group)) {
      return Optional.empty();
    }
    ObjectNode document = Json.object();
    document.put("kind", "APIGroup").put("apiVersion", "v1");
    describe(document, group);
    return Optional.of(document);
  }

  private void describe(ObjectNode entry, String group) {
    entry.put("name", group);
    ArrayNode list = entry.putArray("versions");
    for (String version : versions.get(group)) {
      list.addObject().put("groupVersion", group + "/" + version).put("version", version);
    }
    entry.set("preferredVersion", list.get(0).deepCopy());
  }

  /** {@code /api/v1}, {@code /apis/<group>/<version>}. */
  Optional<ObjectNode> resources(String group, String version) {
    if (!versions.getOrDefault(group, Set.of()).contains(version)) {
      return Optional.empty();
    }
    ObjectNode document = Json.object();
    document.put("kind", "APIResourceList");
    if (!group.isEmpty()) {
      document.put("apiVersion", "v1");
    }
    document.put("groupVersion", group.isEmpty() ? version : group + "/" + version);
    List<ObjectNode> entries = new ArrayList<>();
    for (ResourceDefinition resource : in(group, version)) {
      entries.add(entry(resource));
      for (Subresource subresource : shown(resource)) {
        entries.add(entry(resource, subresource));
      }
    }
    entries.sort(Comparator.comparing(entry -> Json.text(entry, "name")));
    document.putArray("resources").addAll(entries);
    return Optional.of(document);
  }

  private List<ResourceDefinition> in(String group, String version) {
    return resources.stream()
        .filter(r -> r.group().equals(group) && r.versions().contains(version))
        .toList();
  }

  /** The empty name stands for the resource itself: see {@link ResourceDefinition}. */
  private static List<Subresource> shown(ResourceDefinition resource) {
    return resource.subresources().values().stream()
        .filter(subresource -> !subresource.name().isEmpty())
        .sorted(Comparator.comparing(Subresource::name))
        .toList();
  }

  private static ObjectNode entry(ResourceDefinition resource) {
    ObjectNode entry = Json.object();
    entry
        .put("name", resource.resource())
        .put("singularName", resource.singular())
        .put("namespaced", resource.namespaced())
        .put("kind", resource.kind());
    addAll(entry, "verbs", resource.verbs().stream().sorted().toList());
    addUnlessEmpty(entry, "shortNames", resource.shortNames());
    addUnlessEmpty(entry, "categories", resource.categories());
    if (!resource.storageVersionHash().isEmpty()) {
      entry.put("storageVersionHash", resource.storageVersionHash());
    }
    return entry;
  }

  private static ObjectNode entry(ResourceDefinition resource, Subresource subresource) {
    ObjectNode entry = Json.object();
    entry
        .put("name", resource.resource() + "/" + subresource.name())
        .put("singularName", "")
        .put("namespaced", resource.namespaced());
    if (isForeign(resource, subresource)) {
      entry.put("group", subresource.kind().group()).put("version", subresource.kind().version());
    }
    entry.put("kind", subresource.kind().kind());
    addAll(entry, "verbs", subresource.verbs().stream().sorted().toList());
    return entry;
  }

  private static boolean isForeign(ResourceDefinition resource, Subresource subresource) {
    return !subresource.kind().group().equals(resource.group());
  }

  /**
   * Everything of {@code /api} (core) or {@code /apis} at once.
   *
   * @param version {@code v2} or {@code v2beta1}
   */
  ObjectNode aggregated(boolean core, String version) {
    ObjectNode document = Json.object();
    document
        .put("kind", "APIGroupDiscoveryList")
        .put("apiVersion", "apidiscovery.k8s.io/" + version);
    document.putObject("metadata");
    ArrayNode items = document.putArray("items");
    for (Map.Entry<String, Set<String>> group : versions.entrySet()) {
      if (group.getKey().isEmpty() != core) {
        continue;
      }
      ObjectNode item = items.addObject();
      ObjectNode metadata = item.putObject("metadata");
      if (!core) {
        metadata.put("name", group.getKey());
      }
      metadata.putNull("creationTimestamp");
      ArrayNode list = item.putArray("versions");
      for (String served : group.getValue()) {
        ObjectNode entry = list.addObject();
        entry.put("version", served);
        ArrayNode entries = entry.putArray("resources");
        in(group.getKey(), served).forEach(resource -> entries.add(aggregated(resource)));
        entry.put("freshness", "Current");
      }
    }
    return document;
  }

  private static ObjectNode aggregated(ResourceDefinition resource) {
    ObjectNode entry = Json.object();
    entry.put("resource", resource.resource());
    responseKind(entry, "", "", resource.kind());
    entry
        .put("scope", resource.namespaced() ? "Namespaced" : "Cluster")
        .put("singularResource", resource.singular());
    addAll(entry, "verbs", resource.verbs().stream().sorted().toList());
    addUnlessEmpty(entry, "shortNames", resource.shortNames());
    addUnlessEmpty(entry, "categories", resource.categories());
    List<Subresource> subresources = shown(resource);
    if (!subresources.isEmpty()) {
      ArrayNode list = entry.putArray("subresources");
      for (Subresource subresource : subresources) {
        ObjectNode sub = list.addObject();
        sub.put("subresource", subresource.name());
        boolean foreign = isForeign(resource, subresource);
        responseKind(
            sub,
            foreign ? subresource.kind().group() : "",
            foreign ? subresource.kind().version() : "",
            subresource.kind().kind());
        addAll(sub, "verbs", subresource.verbs().stream().sorted().toList());
      }
    }
    return entry;
  }

  private static void responseKind(ObjectNode entry, String group, String version, String kind) {
    entry.putObject("responseKind").put("group", group).put("version", version).put("kind", kind);
  }

  private static void addUnlessEmpty(ObjectNode entry, String field, List<String> values) {
    if (!values.isEmpty()) {
      addAll(entry, field, values);
    }
  }

  private static void addAll(ObjectNode entry, String field, List<String> values) {
    ArrayNode list = entry.putArray(field);
    values.forEach(list::add);
  }
}
