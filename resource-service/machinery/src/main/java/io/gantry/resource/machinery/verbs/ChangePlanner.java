package io.gantry.resource.machinery.verbs;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.GroupKind;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.machinery.AdmissionPlugin.Operation;
import io.gantry.resource.machinery.KindStrategy;
import io.gantry.resource.machinery.KindStrategy.MetadataChecks;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.Target;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.ObjectMetaRules;
import io.gantry.resource.store.Commit;
import io.gantry.resource.store.Draft;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides what one write does: from the wish and the live object to a commit, or a refusal. The
 * order of steps is that of apiserver's {@code registry/rest}; it decides which error is reported.
 */
final class ChangePlanner {
  private static final FieldPath METADATA = FieldPath.of("metadata");

  private final Admission admission;
  private final EmptyStatuses statuses;

  ChangePlanner(Admission admission, EmptyStatuses statuses) {
    this.admission = admission;
    this.statuses = statuses;
  }

  /**
   * @param commit null when nothing changes
   * @param draft what is put, or the last state of what is removed
   */
  record Plan(Commit commit, Draft draft, boolean removes) {
    static final Plan NOTHING = new Plan(null, null, false);

    boolean isNothing() {
      return commit == null;
    }
  }

  /**
   * @param object in the storage version, decoded, defaulted, namespace settled; consumed
   */
  Plan create(Target target, WriteAttempt attempt, ObjectNode object) {
    ResourceDefinition definition = target.definition();
    KindStrategy strategy = definition.strategy();
    admission.admit(attempt.attributes(Operation.CREATE, object, null));
    ObjectNode metadata = Json.ensureObject(object, "metadata");
    fillSystemFields(attempt, metadata);
    strategy.prepareForCreate(attempt, object);
    statuses.fill(definition.storageKind(), object);

    refuseInvalid(definition, object, faultsOfNew(definition, attempt, object));
    admission.validate(attempt.attributes(Operation.CREATE, object, null));
    attempt.warnings().addAll(strategy.warnings(attempt, object, null));
    if (!attempt.dryRun() && Requests.resourceVersion(object) != 0) {
      throw Requests.plain(500, "resourceVersion should not be set on objects to be created");
    }
    strategy.allocate(attempt, object, null);
    Draft draft = Drafts.of(definition, object);
    return new Plan(
        attempt.commit(new Commit.Guard.Absent(draft.key()), new Commit.Write.Put(draft)),
        draft,
        false);
  }

  private static List<FieldError> faultsOfNew(
      ResourceDefinition definition, WriteAttempt attempt, ObjectNode object) {
    KindStrategy strategy = definition.strategy();
    List<FieldError> own = strategy.validate(attempt, object);
    if (!own.isEmpty() && strategy.metadataChecks(attempt).equals(MetadataChecks.NONE)) {
      return own;
    }
    List<FieldError> errors =
        new ArrayList<>(
            ObjectMetaRules.forCreate(METADATA, object, definition.namespaced(), strategy));
    errors.addAll(own);
    return errors;
  }

  private static void fillSystemFields(WriteAttempt attempt, ObjectNode metadata) {
    metadata.put("creationTimestamp", attempt.now().truncatedTo(ChronoUnit.SECONDS).toString());
    metadata.put("uid", Identifiers.uuid(attempt.random()));
    metadata.remove(List.of("deletionTimestamp", "deletionGracePeriodSeconds", "selfLink"));
    String prefix = Json.text(metadata, "generateName");
    if (!prefix.isEmpty() && Json.text(metadata, "name").isEmpty()) {
      metadata.put("name", Identifiers.name(prefix, attempt.random()));
    }
  }

  /**
   * @param object what the live object shall become, in the storage version; consumed
   * @param old the live object's tree
   */
  Plan update(
      Target target,
      WriteAttempt attempt,
      ResourceObject stored,
      ObjectNode object,
      ObjectNode old) {
    ResourceDefinition definition = target.definition();
    KindStrategy strategy = definition.strategy();
    ObjectNode metadata = Json.ensureObject(object, "metadata");
    admission.admit(attempt.attributes(Operation.UPDATE, object, old));
    checkUid(target, metadata, stored);
    checkVersion(target, metadata, stored);

    JsonNode oldMetadata = old.path("metadata");
    copy(oldMetadata, metadata, "generation");
    strategy.prepareForUpdate(attempt, object, old);
    keepIdentity(oldMetadata, metadata);
    List<FieldError> errors =
        new ArrayList<>(
            ObjectMetaRules.forUpdate(
                METADATA,
                object,
                old,
                definition.namespaced(),
                strategy,
                strategy.metadataChecks(attempt)));
    errors.addAll(strategy.validateUpdate(attempt, object, old));
    refuseInvalid(definition, object, errors);
    attempt.warnings().addAll(strategy.warnings(attempt, object, old));
    admission.validate(attempt.attributes(Operation.UPDATE, object, old));

    Commit.Guard unchanged = new Commit.Guard.HasRevision(stored.key(), stored.revision());
    if (vanishes(strategy, object, oldMetadata)) {
      strategy.release(attempt, object);
      Draft last = Drafts.of(definition, object);
      return new Plan(attempt.commit(unchanged, new Commit.Write.Remove(last)), last, true);
    }
    strategy.allocate(attempt, object, old);
    if (sameButForTimes(object, old)) {
      return Plan.NOTHING;
    }
    Draft draft = Drafts.of(definition, object);
    return new Plan(attempt.commit(unchanged, new Commit.Write.Put(draft)), draft, false);
  }

  private static void checkUid(Target target, ObjectNode metadata, ResourceObject stored) {
    String uid = Json.text(metadata, "uid");
    if (!uid.isEmpty() && !uid.equals(stored.uid())) {
      throw ApiStatus.conflict(
              target.resource(),
              target.name(),
              "StorageError: invalid object, Code: 4, Key: "
                  + RegistryPaths.of(stored.key())
                  + ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in"
                  + " precondition: "
                  + uid
                  + ", UID in object meta: "
                  + stored.uid())
          .asException();
    }
  }

  /**
   * The optimistic lock: what was sent must be the live one; none, or 0, means "whatever it is".
   */
  private static void checkVersion(Target target, ObjectNode metadata, ResourceObject stored) {
    long version = Requests.resourceVersion(Json.object().set("metadata", metadata));
    if (version == 0) {
      if (!target.definition().strategy().unconditionalUpdate()) {
        throw ApiStatus.invalid(
                new GroupKind(target.resource().group(), target.resource().resource()),
                target.name(),
                List.of(
                    FieldError.invalid(
                        METADATA.child("resourceVersion"),
                        GoText.literal("0x0"),
                        "must be specified for an update")))
            .asException();
      }
      metadata.put("resourceVersion", Long.toString(stored.revision()));
    } else if (version != stored.revision()) {
      throw ApiStatus.staleVersion(target.resource(), target.name()).asException();
    }
  }

  private static void keepIdentity(JsonNode old, ObjectNode metadata) {
    if (Json.text(metadata, "uid").isEmpty()) {
      copy(old, metadata, "uid");
    }
    copy(old, metadata, "creationTimestamp");
    if (Json.has(old, "deletionTimestamp")) {
      copy(old, metadata, "deletionTimestamp");
    }
    if (!Json.has(metadata, "deletionGracePeriodSeconds")) {
      copy(old, metadata, "deletionGracePeriodSeconds");
    }
    metadata.remove("selfLink");
  }

  private static void copy(JsonNode from, ObjectNode to, String field) {
    JsonNode value = from.get(field);
    if (value == null) {
      to.remove(field);
    } else {
      to.set(field, value);
    }
  }

  /** An object that was only waiting for its finalizers goes with the last of them. */
  private static boolean vanishes(KindStrategy strategy, ObjectNode object, JsonNode old) {
    return Json.has(old, "deletionTimestamp")
        && Json.number(old, 0, "deletionGracePeriodSeconds") == 0
        && Json.items(object, "metadata", "finalizers").isEmpty()
        && strategy.finished(object);
  }

  /** Equal but for when managers last wrote: such a write is none. */
  private static boolean sameButForTimes(ObjectNode object, ObjectNode old) {
    for (String field : List.of("kind", "apiVersion")) {
      object.set(field, old.get(field));
    }
    return FieldRules.same(withoutTimes(object), withoutTimes(old));
  }

  private static JsonNode withoutTimes(ObjectNode object) {
    ObjectNode copy = Json.object();
    object.properties().forEach(field -> copy.set(field.getKey(), field.getValue()));
    ObjectNode metadata = Json.object();
    object
        .path("metadata")
        .properties()
        .forEach(field -> metadata.set(field.getKey(), field.getValue()));
    List<JsonNode> entries = new ArrayList<>();
    for (JsonNode entry : Json.items(metadata, "managedFields")) {
      ObjectNode timeless = entry.deepCopy().asObject();
      timeless.remove("time");
      entries.add(timeless);
    }
    entries.sort(java.util.Comparator.comparing(ChangePlanner::entryOrder));
    metadata.putArray("managedFields").addAll(entries);
    copy.set("metadata", metadata);
    return copy;
  }

  private static String entryOrder(JsonNode entry) {
    return Json.text(entry, "manager")
        + ' '
        + Json.text(entry, "operation")
        + ' '
        + Json.text(entry, "apiVersion")
        + ' '
        + Json.text(entry, "subresource");
  }

  static void refuseInvalid(
      ResourceDefinition definition, ObjectNode object, List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw ApiStatus.invalid(definition.groupKind(), Json.text(object, "metadata", "name"), errors)
          .asException();
    }
  }
}
