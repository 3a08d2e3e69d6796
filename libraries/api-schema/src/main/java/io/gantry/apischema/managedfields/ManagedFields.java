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
import java.util.Optional;
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

  /** Whose the fields are of an object that nobody was tracked for when the first one applies. */
  private static final String BEFORE_FIRST_APPLY = "before-first-apply";

  private static final FieldSet STATUS = FieldSet.of(Json.parse("{\"f:status\":{}}"));

  private ManagedFields() {}

  /**
   * Attributes a create or update: what it added or changed belongs to the manager, what it changed
   * or removed no longer belongs to others. Writes the entries into {@code changed}.
   *
   * @param before the stored object; null for a creation
   * @param changed the object to be stored, all preparation done; entries that the client sent take
   *     the place of the stored ones, so that fields can be handed over
   * @param subresource empty for the object itself, whose writers never own its status
   */
  public static void track(
      KindSchema schema,
      ObjectNode before,
      ObjectNode changed,
      String manager,
      String subresource,
      Instant now) {
    List<ManagerEntry> entries =
        isReset(before, changed) ? List.of() : entriesOf(before, changed, subresource);
    if (entries.isEmpty() && !Json.text(before, "metadata", "uid").isEmpty()) {
      // Nobody is tracked once the entries were emptied, until someone applies.
      ManagerEntry.write(List.of(), changed);
      return;
    }
    ObjectNode from = before == null ? TypedWalk.skeleton(schema.type()) : bare(before);
    Comparison comparison = TypedWalk.compare(schema.type(), from, bare(changed));
    ManagerEntry.write(updated(entries, comparison, schema, manager, subresource, now), changed);
  }

  private static List<ManagerEntry> entriesOf(
      ObjectNode before, ObjectNode changed, String subresource) {
    if (subresource.isEmpty() && ManagerEntry.areReadable(changed)) {
      List<ManagerEntry> sent = ManagerEntry.of(changed);
      if (!sent.isEmpty()) {
        return sent;
      }
    }
    return ManagerEntry.of(before);
  }

  /** A client empties managedFields by sending one empty entry or an empty list. */
  private static boolean isReset(ObjectNode before, ObjectNode changed) {
    JsonNode sent = Json.at(changed, "metadata", "managedFields");
    return before != null
        && sent != null
        && sent.isArray()
        && (sent.isEmpty() || (sent.size() == 1 && sent.get(0).isEmpty()));
  }

  private static List<ManagerEntry> updated(
      List<ManagerEntry> entries,
      Comparison comparison,
      KindSchema schema,
      String manager,
      String subresource,
      Instant now) {
    String apiVersion = schema.gvk().apiVersion();
    FieldSet changes = comparison.changed();
    ManagerEntry mine = null;
    List<ManagerEntry> result = new ArrayList<>();
    for (ManagerEntry entry : entries) {
      if (entry.isSameAs(manager, ManagerEntry.UPDATE, apiVersion, subresource)) {
        mine = entry;
      } else {
        FieldSet left = entry.fields().minus(changes).minus(comparison.removed());
        if (!left.isEmpty()) {
          result.add(entry.with(left));
        }
      }
    }
    FieldSet taken = tracked(changes, subresource);
    FieldSet owned = mine == null ? taken : mine.fields().minus(comparison.removed()).union(taken);
    owned = tracked(owned, subresource);
    if (!owned.isEmpty()) {
      String time = taken.isEmpty() && mine != null ? mine.time() : seconds(now);
      result.add(
          new ManagerEntry(manager, ManagerEntry.UPDATE, apiVersion, subresource, time, owned));
    }
    return ManagerEntry.capped(result);
  }

  private static String seconds(Instant now) {
    return now.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static FieldSet tracked(FieldSet owned, String subresource) {
    FieldSet rest = owned.minus(UNTRACKED);
    return subresource.isEmpty() ? rest.minusBelow(STATUS) : rest;
  }

  /**
   * Server-side apply.
   *
   * @param live the stored object; null when it does not exist yet
   * @param applied what the manager wants, of the schema's kind; its fields become the manager's
   * @param force take fields from others instead of refusing
   * @return the object to be defaulted, validated and stored, entries written
   * @throws io.gantry.apimodel.StatusException 409 naming every field and its owner; 500 for a
   *     configuration that does not fit the schema; 400 for one that says who manages fields
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
    requireFit(schema, applied);
    ObjectNode configuration = applied.deepCopy();
    Json.ensureObject(configuration, "metadata").remove("managedFields");
    FieldSet named = tracked(TypedWalk.fields(type, configuration), subresource);

    ObjectNode base = live == null ? null : bare(live);
    List<ManagerEntry> entries = ManagerEntry.of(live);
    if (entries.isEmpty() && base != null) {
      Comparison all = TypedWalk.compare(type, TypedWalk.skeleton(type), base);
      entries = updated(List.of(), all, schema, BEFORE_FIRST_APPLY, subresource, now);
    }
    ManagerEntry mine = null;
    FieldSet othersOwn = new FieldSet();
    for (ManagerEntry entry : entries) {
      if (entry.isSameAs(manager, ManagerEntry.APPLY, "", subresource)) {
        mine = entry;
      } else {
        othersOwn = othersOwn.union(entry.fields());
      }
    }
    ObjectNode merged = (ObjectNode) TypedMerge.merge(type, null, base, configuration);
    if (mine != null) {
      FieldSet wanted = TypedWalk.withFields(type, named.union(othersOwn));
      TypedMerge.remove(
          type, null, merged, TypedWalk.withFields(type, mine.fields()).minus(wanted));
    }
    ObjectNode from = base == null ? TypedWalk.skeleton(type) : base;
    Comparison comparison = TypedWalk.compare(type, from, merged);
    if (!force) {
      refuseConflicts(schema, live, entries, mine, comparison, manager);
    }
    List<ManagerEntry> kept = new ArrayList<>();
    for (ManagerEntry entry : entries) {
      FieldSet left = entry.fields().minus(comparison.changed()).minus(comparison.removed());
      if (entry != mine && !left.isEmpty()) {
        kept.add(entry.with(left));
      }
    }
    if (!named.isEmpty()) {
      String unchanged = mine == null ? "" : mine.time();
      kept.add(
          new ManagerEntry(
              manager,
              ManagerEntry.APPLY,
              schema.gvk().apiVersion(),
              subresource,
              merged.equals(base) ? unchanged : seconds(now),
              named));
    }
    if (manager.equals(LastApplied.MANAGER)) {
      LastApplied.keep(merged, applied);
    }
    ManagerEntry.write(kept, merged);
    return merged;
  }

  private static void refuseConflicts(
      KindSchema schema,
      ObjectNode live,
      List<ManagerEntry> entries,
      ManagerEntry mine,
      Comparison comparison,
      String manager) {
    Conflicts conflicts = new Conflicts();
    for (ManagerEntry entry : entries) {
      FieldSet disputed = entry.fields().intersect(comparison.changed());
      if (entry != mine && !disputed.isEmpty()) {
        conflicts.add(entry, disputed);
      }
    }
    if (!conflicts.isEmpty() && manager.equals(LastApplied.MANAGER)) {
      Optional<FieldSet> allowed = LastApplied.fields(schema, bare(live));
      conflicts = allowed.isEmpty() ? conflicts : conflicts.without(allowed.get());
    }
    if (!conflicts.isEmpty()) {
      throw conflicts.asException();
    }
  }

  private static void requireFit(KindSchema schema, ObjectNode applied) {
    if (Json.has(applied, "metadata", "managedFields")) {
      throw ApiStatus.badRequest("metadata.managedFields must be nil").asException();
    }
    String errors = TypedRules.errors(schema.type(), applied);
    if (!errors.isEmpty()) {
      throw new ApiStatus(
              500,
              "",
              "failed to create typed patch object (" + what(schema, applied) + "): " + errors,
              null)
          .asException();
    }
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
