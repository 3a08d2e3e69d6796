package io.gantry.resource.machinery.verbs;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.machinery.AdmissionPlugin.Operation;
import io.gantry.resource.machinery.KindStrategy;
import io.gantry.resource.machinery.Target;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.verbs.ChangePlanner.Plan;
import io.gantry.resource.store.Commit;
import io.gantry.resource.store.Draft;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides what one delete does: remove, mark as being deleted, shorten the grace period, or
 * nothing. Source: apiserver's {@code rest.BeforeDelete} and the generic store's finalizer rules.
 */
final class DeletePlanner {
  private static final String ORPHAN = "orphan";
  private static final String FOREGROUND = "foregroundDeletion";

  private final Admission admission;

  DeletePlanner(Admission admission) {
    this.admission = admission;
  }

  Plan plan(Target target, WriteAttempt attempt, ResourceObject stored, DeleteOptions options) {
    ObjectNode object = stored.tree();
    ObjectNode old = stored.tree();
    checkPreconditions(target, stored, options);
    admission.admit(attempt.attributes(Operation.DELETE, null, old));
    admission.validate(attempt.attributes(Operation.DELETE, null, old));

    KindStrategy strategy = target.definition().strategy();
    ObjectNode metadata = Json.ensureObject(object, "metadata");
    DeleteOptions wanted =
        options.gracePeriodSeconds() != null && options.gracePeriodSeconds() < 0
            ? options.withGrace(1)
            : options;
    boolean ending = Json.has(metadata, "deletionTimestamp");
    long left = Json.number(metadata, 0, "deletionGracePeriodSeconds");
    boolean graceful = false;
    long grace = 0;
    if (ending && left > 0) {
      // A grace period may only be shortened.
      if (wanted.gracePeriodSeconds() == null || wanted.gracePeriodSeconds() >= left) {
        return Plan.NOTHING;
      }
      grace = wanted.gracePeriodSeconds();
      graceful = true;
      Instant until = Instant.parse(Json.text(metadata, "deletionTimestamp"));
      metadata.put("deletionTimestamp", until.minusSeconds(left).plusSeconds(grace).toString());
      metadata.put("deletionGracePeriodSeconds", grace);
    } else if (!ending) {
      grace = strategy.gracePeriodSeconds(attempt, object, wanted);
      graceful = grace > 0;
      if (graceful) {
        markDeleted(metadata, now(attempt).plusSeconds(grace), grace);
      }
    }
    setFinalizers(metadata, finalizers(strategy, metadata, wanted));
    boolean held = !Json.items(metadata, "finalizers").isEmpty() || !strategy.finished(object);
    if (!held && grace == 0) {
      strategy.release(attempt, object);
      Draft last = Drafts.of(target.definition(), object);
      return new Plan(attempt.commit(unchanged(stored), new Commit.Write.Remove(last)), last, true);
    }
    if (!graceful) {
      markWaiting(metadata, attempt);
    }
    strategy.markDeleting(attempt, object);
    if (FieldRules.same(object, old)) {
      return Plan.NOTHING;
    }
    Draft draft = Drafts.of(target.definition(), object);
    return new Plan(attempt.commit(unchanged(stored), new Commit.Write.Put(draft)), draft, false);
  }

  private static Commit.Guard unchanged(ResourceObject stored) {
    return new Commit.Guard.HasRevision(stored.key(), stored.revision());
  }

  private static Instant now(WriteAttempt attempt) {
    return attempt.now().truncatedTo(ChronoUnit.SECONDS);
  }

  private static void checkPreconditions(
      Target target, ResourceObject stored, DeleteOptions options) {
    // Named by kind, unlike all other conflicts.
    GroupResource named =
        new GroupResource(target.definition().group(), target.definition().kind());
    String uid = options.preconditionUid();
    if (uid != null && !uid.equals(stored.uid())) {
      throw ApiStatus.conflict(
              named,
              stored.name(),
              "the UID in the precondition ("
                  + uid
                  + ") does not match the UID in record ("
                  + stored.uid()
                  + "). The object might have been deleted and then recreated")
          .asException();
    }
    String version = options.preconditionResourceVersion();
    if (version != null && !version.equals(Long.toString(stored.revision()))) {
      throw ApiStatus.conflict(
              named,
              stored.name(),
              "the ResourceVersion in the precondition ("
                  + version
                  + ") does not match the ResourceVersion in record ("
                  + stored.revision()
                  + "). The object might have been modified")
          .asException();
    }
  }

  /** Ends gracefully: the time when it must be gone, and a new generation. */
  private static void markDeleted(ObjectNode metadata, Instant until, long grace) {
    metadata.put("deletionTimestamp", until.toString());
    metadata.put("deletionGracePeriodSeconds", grace);
    raiseGeneration(metadata);
  }

  /** Waits for its finalizers only. */
  private static void markWaiting(ObjectNode metadata, WriteAttempt attempt) {
    String deleted = Json.text(metadata, "deletionTimestamp");
    if (deleted.isEmpty()) {
      raiseGeneration(metadata);
    }
    if (deleted.isEmpty() || Instant.parse(deleted).isAfter(now(attempt))) {
      metadata.put("deletionTimestamp", now(attempt).toString());
    }
    metadata.put("deletionGracePeriodSeconds", 0L);
  }

  private static void raiseGeneration(ObjectNode metadata) {
    long generation = Json.number(metadata, 0, "generation");
    if (generation > 0) {
      metadata.put("generation", generation + 1);
    }
  }

  /** The finalizers after this delete: its propagation policy is one of them. */
  private static List<String> finalizers(
      KindStrategy strategy, ObjectNode metadata, DeleteOptions options) {
    List<String> had = Json.texts(metadata, "finalizers");
    List<String> finalizers = new ArrayList<>(had);
    finalizers.removeAll(List.of(ORPHAN, FOREGROUND));
    String policy = options.propagationPolicy();
    boolean orphan;
    boolean foreground;
    if (policy != null) {
      orphan = policy.equals("Orphan");
      foreground = policy.equals("Foreground");
    } else if (had.contains(ORPHAN) || had.contains(FOREGROUND)) {
      orphan = had.contains(ORPHAN);
      foreground = !orphan;
    } else {
      orphan = strategy.orphansByDefault();
      foreground = false;
    }
    if (orphan) {
      finalizers.add(ORPHAN);
    }
    if (foreground) {
      finalizers.add(FOREGROUND);
    }
    return finalizers.containsAll(had) && had.containsAll(finalizers) ? had : finalizers;
  }

  private static void setFinalizers(ObjectNode metadata, List<String> finalizers) {
    if (finalizers.isEmpty()) {
      metadata.remove("finalizers");
      return;
    }
    ArrayNode array = metadata.putArray("finalizers");
    finalizers.forEach(array::add);
  }
}
