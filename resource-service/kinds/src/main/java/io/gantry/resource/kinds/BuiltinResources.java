package io.gantry.resource.kinds;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Cells;
import io.gantry.resource.kinds.base.KindParts;
import io.gantry.resource.kinds.base.KindPorts;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.SubresourceHandler;
import io.gantry.resource.machinery.TableColumns;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.JsonNode;

/**
 * Every resource a cluster serves before custom ones come: the facts of discovery are data ({@code
 * builtin-resources.json}), joined here with what each kind brings along.
 */
public final class BuiltinResources {
  private static final String NAME_DESCRIPTION =
      "Name must be unique within a namespace. Is required when creating resources, although some"
          + " resources may allow a client to request the generation of an appropriate name"
          + " automatically. Name is primarily intended for creation idempotence and configuration"
          + " definition. Cannot be updated. More info:"
          + " https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names";
  private static final String CREATED_DESCRIPTION =
      "CreationTimestamp is a timestamp representing the server time when this object was created."
          + " It is not guaranteed to be set in happens-before order across separate operations."
          + " Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\n"
          + "Populated by the system. Read-only. Null for lists. More info:"
          + " https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata";

  private BuiltinResources() {}

  /** All definitions, in discovery's order. */
  public static List<ResourceDefinition> all(KindPorts ports) {
    Map<GroupResource, ResourceDefinition> made = new ConcurrentHashMap<>();
    Map<GroupResource, KindParts> parts = BuiltinKinds.parts(ports, made::get);
    List<ResourceDefinition> all = new ArrayList<>();
    for (JsonNode group : facts()) {
      String name = Json.text(group, "group");
      for (JsonNode resource : Json.items(group, "resources")) {
        GroupResource id = new GroupResource(name, Json.text(resource, "resource"));
        KindParts own = parts.remove(id);
        ResourceDefinition definition =
            definition(id, resource, own == null ? generic(resource) : own);
        made.put(id, definition);
        all.add(definition);
      }
    }
    if (!parts.isEmpty()) {
      throw new IllegalStateException("not in discovery: " + parts.keySet());
    }
    return List.copyOf(all);
  }

  private static KindParts generic(JsonNode resource) {
    boolean hasStatus =
        Json.items(resource, "subresources").stream()
            .anyMatch(s -> Json.text(s, "name").equals("status"));
    return KindParts.of(new ObjectStrategy(hasStatus, false), Cells.NAME_AND_CREATED);
  }

  private static ResourceDefinition definition(
      GroupResource id, JsonNode resource, KindParts parts) {
    List<String> versions = Json.texts(resource, "versions");
    Map<String, ResourceDefinition.Subresource> subresources = new TreeMap<>();
    for (JsonNode sub : Json.items(resource, "subresources")) {
      String name = Json.text(sub, "name");
      subresources.put(
          name,
          new ResourceDefinition.Subresource(
              name,
              new GroupVersionKind(
                  Json.text(sub, "group"), Json.text(sub, "version"), Json.text(sub, "kind")),
              Json.texts(sub, "verbs"),
              parts.subresources().get(name)));
    }
    SubresourceHandler itself = parts.subresources().get("");
    if (itself != null) {
      subresources.put("", new ResourceDefinition.Subresource("", null, List.of(), itself));
    }
    return new ResourceDefinition(
        id.group(),
        id.resource(),
        Json.text(resource, "kind"),
        Json.text(resource, "singular"),
        Json.texts(resource, "shortNames"),
        Json.texts(resource, "categories"),
        Json.bool(resource, false, "namespaced"),
        Json.texts(resource, "verbs"),
        versions,
        versions.getFirst(),
        Json.text(resource, "storageVersionHash"),
        parts.strategy(),
        columns(resource, parts.cells()),
        subresources,
        parts.converter());
  }

  private static TableColumns columns(JsonNode resource, Cells cells) {
    List<TableColumns.Column> columns = new ArrayList<>();
    for (JsonNode column : Json.items(resource, "columns")) {
      String name = column.get(0).stringValue();
      String description =
          switch (name) {
            case "Name" -> NAME_DESCRIPTION;
            case "Age", "Created At" -> CREATED_DESCRIPTION;
            default -> "";
          };
      columns.add(
          new TableColumns.Column(
              name,
              column.get(1).stringValue(),
              column.get(2).stringValue(),
              description,
              column.get(3).intValue()));
    }
    return new DataColumns(List.copyOf(columns), cells);
  }

  private static JsonNode facts() {
    return DataFile.read("builtin-resources.json");
  }
}
