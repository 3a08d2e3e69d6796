package io.gantry.apischema.managedfields;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Json;
import io.gantry.apischema.KindSchema;
import io.gantry.apischema.TypeNode;
import io.gantry.apischema.managedfields.TypedWalk.Comparison;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Keeps {@code metadata.managedFields}: who owns which field after each write. */
public final class ManagedFields {
  /** Never owned by anyone: identity and what only the server sets. */
  private static final FieldSet UNTRACKED =
      FieldSet.of(
          Json.parse(
              """
              {"f:apiVersion":{},"f:kind":{},"f:metadata":{".":{},"f:name":{},"f:namespace":{},
               "f:creationTimestamp":{},"f:selfLink":{},"f:uid":{},"f:clusterName":{},
               "f:generation":{},"f:managedFields":{},"f:resourceVersion":{},
               "f:deletionTimestamp":{},"f:deletionGracePeriodSeconds":{}}}
              """));

  private static final FieldSet STATUS = FieldSet.of(Json.parse("{\"f:status\":{}}"));

  private ManagedFields() {}

  /**
   * Attributes a create or update: what it added or changed belongs to the manager, what it changed
   * or removed no longer belongs to others. Writes the entries into {@code changed}.
   *
   * @param before the stored object; null for a creation
   * @param changed the object to be stored, all preparation done; entries that the client sent are
   *     ignored unless it emptied them
   * @param subresource empty for the object itself, whose writers never own its status
   */
  public static void track(
      KindSchema schema,
      ObjectNode before,
      ObjectNode changed,
      String manager,
      String subresource,
      Instant now) {
    if (isReset(before, changed)) {
      Json.ensureObject(changed, "metadata").remove("managedFields");
      return;
    }
    List<ManagerEntry> entries = new ArrayList<>(ManagerEntry.of(before));
    ObjectNode from = before == null ? TypedWalk.skeleton(schema.type()) : bare(before);
    Comparison comparison = TypedWalk.compare(schema.type(), from, bare(changed));
    update(entries, comparison, schema, manager, subresource, now.truncatedTo(ChronoUnit.SECONDS));
    ManagerEntry.write(entries, changed);
  }

  /** A client empties managedFields by sending one empty entry or an empty list. */
  private static boolean isReset(ObjectNode before, ObjectNode changed) {
    JsonNode sent = Json.at(changed, "metadata", "managedFields");
    return before != null
        && sent != null
        && sent.isArray()
        && (sent.isEmpty() || (sent.size() == 1 && sent.get(0).isEmpty()));
  }

  private static void update(
      List<ManagerEntry> entries,
      Comparison comparison,
      KindSchema schema,
      String manager,
      String subresource,
      Instant now) {
    String apiVersion = schema.gvk().apiVersion();
    FieldSet changes = comparison.changed();
    ManagerEntry mine = null;
    List<ManagerEntry> others = new ArrayList<>();
    for (ManagerEntry entry : entries) {
      if (entry.isSameAs(manager, ManagerEntry.UPDATE, apiVersion, subresource)) {
        mine = entry;
      } else {
        FieldSet left = entry.fields().minus(changes).minus(comparison.removed());
        if (!left.isEmpty()) {
          others.add(entry.with(left));
        }
      }
    }
    FieldSet owned =
        (mine == null ? new FieldSet() : mine.fields().minus(comparison.removed())).union(changes);
    owned = tracked(owned, subresource);
    entries.clear();
    entries.addAll(others);
    if (!owned.isEmpty()) {
      boolean same = mine != null && mine.fields().equals(owned);
      entries.add(
          new ManagerEntry(
              manager,
              ManagerEntry.UPDATE,
              apiVersion,
              subresource,
              same ? mine.time() : now.toString(),
              owned));
    }
  }

  private static FieldSet tracked(FieldSet owned, String subresource) {
    FieldSet rest = owned.minus(UNTRACKED);
    return subresource.isEmpty() ? rest.minusBelow(STATUS) : rest;
  }

  /**
   * Server-side apply.
   *
   * @param live the stored object; null when it does not exist yet
   * @param applied what the manager wants; its fields become the manager's
   * @param force take fields from others instead of refusing
   * @return the object to be defaulted, validated and stored, entries written
   * @throws io.gantry.apimodel.StatusException 409 naming every field and its owner; 500 for a
   *     field without a schema
   */
  public static ObjectNode apply(
      KindSchema schema,
      ObjectNode live,
      ObjectNode applied,
      String manager,
      String subresource,
      boolean force,
      Instant now) {
    TypeNode type = schema.type();
    ObjectNode configuration = applied.deepCopy();
    Json.ensureObject(configuration, "metadata").remove("managedFields");
    FieldSet named =
        tracked(TypedWalk.fields(type, configuration, what(schema, applied)), subresource);

    List<ManagerEntry> entries = new ArrayList<>(ManagerEntry.of(live));
    ManagerEntry mine = null;
    FieldSet othersOwn = new FieldSet();
    for (ManagerEntry entry : entries) {
      if (entry.isSameAs(manager, ManagerEntry.APPLY, "", subresource)) {
        mine = entry;
      } else {
        othersOwn = othersOwn.union(entry.fields());
      }
    }
    ObjectNode base = live == null ? null : bare(live);
    ObjectNode merged = (ObjectNode) TypedMerge.merge(type, null, base, configuration);
    if (mine != null) {
      TypedMerge.remove(type, null, merged, mine.fields().minus(named).minus(othersOwn));
    }
    ObjectNode from = base == null ? TypedWalk.skeleton(type) : base;
    Comparison comparison = TypedWalk.compare(type, from, merged);
    List<ManagerEntry> kept = settle(entries, mine, comparison, named, force);
    String time = now.truncatedTo(ChronoUnit.SECONDS).toString();
    boolean same = mine != null && mine.fields().equals(named);
    kept.add(
        new ManagerEntry(
            manager,
            ManagerEntry.APPLY,
            schema.gvk().apiVersion(),
            subresource,
            same ? mine.time() : time,
            named));
    ManagerEntry.write(kept, merged);
    return merged;
  }

  private static List<ManagerEntry> settle(
      List<ManagerEntry> entries,
      ManagerEntry mine,
      Comparison comparison,
      FieldSet named,
      boolean force) {
    Map<String, List<List<String>>> conflicts = new TreeMap<>();
    List<ManagerEntry> kept = new ArrayList<>();
    for (ManagerEntry entry : entries) {
      if (entry == mine) {
        continue;
      }
      FieldSet disputed = entry.fields().intersect(comparison.changed()).intersect(named);
      if (!disputed.isEmpty() && !force) {
        conflicts.computeIfAbsent(entry.shown(), s -> new ArrayList<>()).addAll(disputed.paths());
      }
      FieldSet left = entry.fields().minus(disputed).minus(comparison.removed());
      if (!left.isEmpty()) {
        kept.add(entry.with(left));
      }
    }
    if (!conflicts.isEmpty()) {
      throw conflict(conflicts);
    }
    return kept;
  }

  private static RuntimeException conflict(Map<String, List<List<String>>> conflicts) {
    List<ApiStatus.Cause> causes = new ArrayList<>();
    List<String> parts = new ArrayList<>();
    int count = 0;
    for (Map.Entry<String, List<List<String>>> entry : conflicts.entrySet()) {
      List<String> fields = entry.getValue().stream().map(FieldSet::shown).toList();
      count += fields.size();
      for (String field : fields) {
        causes.add(
            new ApiStatus.Cause("FieldManagerConflict", "conflict with " + entry.getKey(), field));
      }
      parts.add(
          fields.size() == 1
              ? "conflict with " + entry.getKey() + ": " + fields.getFirst()
              : "conflicts with " + entry.getKey() + ":\n- " + String.join("\n- ", fields));
    }
    String head =
        count == 1
            ? "Apply failed with 1 conflict: "
            : "Apply failed with " + count + " conflicts: ";
    return new ApiStatus(
            409,
            "Conflict",
            head + String.join("\n", parts),
            new ApiStatus.Details("", "", "", "", causes, 0))
        .asException();
  }

  /** {@code ns/name; apps/v1, Kind=Deployment}, as error messages name an applied object. */
  private static String what(KindSchema schema, ObjectNode applied) {
    String group = schema.gvk().group();
    return Json.text(applied, "metadata", "namespace")
        + "/"
        + Json.text(applied, "metadata", "name")
        + "; "
        + group
        + "/"
        + schema.gvk().version()
        + ", Kind="
        + schema.gvk().kind();
  }

  private static ObjectNode bare(ObjectNode object) {
    ObjectNode bare = object.deepCopy();
    if (bare.get("metadata") instanceof ObjectNode metadata) {
      metadata.remove("managedFields");
      metadata.remove("resourceVersion");
    }
    return bare;
  }
}
