package io.gantry.resource.machinery.verbs;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.resource.machinery.Target;
import io.gantry.resource.machinery.verbs.ChangePlanner.Plan;
import io.gantry.resource.store.Commit;
import io.gantry.resource.store.CommitOutcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/**
 * Carries out writes: plan on what the cache holds, commit, and plan again when the commit's guards
 * say that the cache was behind. A refusal, or a "nothing to do", that was judged on a cached
 * object is judged once more on a fresh one before it is answered.
 */
final class Writer {
  private static final int GENERATED_NAMES = 8;

  /** Each round means that someone else committed in between. */
  private static final int ROUNDS = 20;

  private final VerbEnvironment environment;
  private final ChangePlanner planner;

  Writer(VerbEnvironment environment) {
    this.environment = environment;
    this.planner =
        new ChangePlanner(environment.admission(), new EmptyStatuses(environment.schemas()));
  }

  /**
   * @param object as committed; a removed one in its last state
   * @param warnings of admission and strategy
   */
  record Written(ResourceObject object, boolean created, boolean removed, List<String> warnings) {}

  /** What the caller wants of the live object. */
  interface Wish {
    /**
     * The object to be, in the storage version; called for each round.
     *
     * @param live the caller's own copy of the live object; null when there is none
     */
    ObjectNode next(ObjectNode live);
  }

  /**
   * @param object gives a fresh tree at each call: settled, in the storage version
   */
  Written create(
      Target target,
      String subresource,
      boolean dryRun,
      Set<String> emptied,
      Supplier<ObjectNode> object) {
    boolean generated = false;
    for (int round = 0; ; round++) {
      ObjectNode tree = object.get();
      generated = Json.text(tree, "metadata", "name").isEmpty();
      WriteAttempt attempt = new WriteAttempt(environment, target, subresource, dryRun, emptied);
      Plan plan = planner.create(target, attempt, tree);
      switch (commit(attempt, plan, 0)) {
        case CommitOutcome.Committed committed -> {
          return new Written(committed.objects().getFirst(), true, false, attempt.warnings());
        }
        case CommitOutcome.Refused refused -> {
          boolean taken = refused.guard().key().equals(plan.draft().key());
          if (taken && (!generated || round >= GENERATED_NAMES - 1)) {
            throw alreadyExists(plan.draft().key(), refused.stored(), generated);
          }
          if (round >= ROUNDS) {
            throw ApiStatus.conflict(target.resource(), plan.draft().key().name(), busy())
                .asException();
          }
          if (!taken) {
            environment.cache().refresh();
          }
        }
      }
    }
  }

  private static StatusException alreadyExists(
      ObjectKey key, ResourceObject stored, boolean generated) {
    ApiStatus exists = ApiStatus.alreadyExists(key.resource(), key.name());
    String message =
        stored != null && stored.deleting()
            ? "object is being deleted: " + exists.message()
            : generated
                ? exists.message()
                    + ", the server was not able to generate a unique name for the object"
                : exists.message();
    return new ApiStatus(exists.code(), exists.reason(), message, exists.details()).asException();
  }

  private static String busy() {
    return "the object was changed by others too often; please try again";
  }

  /**
   * Changes the target's object.
   *
   * @param mayCreate when there is none, make it
   */
  Written change(
      Target target,
      String subresource,
      boolean dryRun,
      boolean mayCreate,
      Set<String> emptied,
      Wish wish) {
    return judge(
        target.key(),
        target::notFound,
        mayCreate,
        stored -> {
          WriteAttempt attempt =
              new WriteAttempt(environment, target, subresource, dryRun, emptied);
          if (stored == null) {
            return new Judged(attempt, planner.create(target, attempt, wish.next(null)), true);
          }
          // Two trees: the wish may keep and change the one it gets.
          ObjectNode next = wish.next(stored.tree());
          return new Judged(
              attempt, planner.update(target, attempt, stored, next, stored.tree()), false);
        });
  }

  record Judged(WriteAttempt attempt, Plan plan, boolean creates) {}

  /** The loop around a judgement of the live object; see the class comment. */
  Written judge(
      ObjectKey key,
      Supplier<ApiStatus> notFound,
      boolean mayBeAbsent,
      Function<ResourceObject, Judged> judgement) {
    ResourceObject stored = environment.cache().get(key).orElse(null);
    boolean fresh = false;
    for (int round = 0; round < ROUNDS; round++) {
      Judged judged = null;
      StatusException refusal = null;
      if (stored == null && !mayBeAbsent) {
        refusal = notFound.get().asException();
      } else {
        try {
          judged = judgement.apply(stored);
        } catch (StatusException e) {
          refusal = e;
        }
      }
      if (refusal != null || judged.plan().isNothing()) {
        ResourceObject seen = stored;
        if (!fresh) {
          environment.cache().refresh();
          fresh = true;
          stored = environment.cache().get(key).orElse(null);
        }
        if (revision(seen) == revision(stored)) {
          if (refusal != null) {
            throw refusal;
          }
          return new Written(stored, false, false, judged.attempt().warnings());
        }
        continue;
      }
      switch (commit(judged.attempt(), judged.plan(), revision(stored))) {
        case CommitOutcome.Committed committed -> {
          return new Written(
              committed.objects().getFirst(),
              judged.creates(),
              judged.plan().removes(),
              judged.attempt().warnings());
        }
        case CommitOutcome.Refused refused -> {
          if (refused.guard().key().equals(key)) {
            stored = refused.stored();
            fresh = true;
          } else {
            environment.cache().refresh();
            stored = environment.cache().get(key).orElse(null);
          }
        }
      }
    }
    throw ApiStatus.staleVersion(key.resource(), key.name()).asException();
  }

  private static long revision(ResourceObject object) {
    return object == null ? -1 : object.revision();
  }

  private CommitOutcome commit(WriteAttempt attempt, Plan plan, long revision) {
    return attempt.dryRun() ? imagine(plan, revision) : environment.cache().commit(plan.commit());
  }

  /** A dry run: the guards are held against the cache, nothing is written. */
  private CommitOutcome imagine(Plan plan, long revision) {
    for (Commit.Guard guard : plan.commit().guards()) {
      ResourceObject stored = environment.cache().get(guard.key()).orElse(null);
      boolean holds =
          switch (guard) {
            case Commit.Guard.Exists any -> stored != null;
            case Commit.Guard.Absent any -> stored == null;
            case Commit.Guard.HasRevision has ->
                stored != null && stored.revision() == has.revision();
          };
      if (!holds) {
        return new CommitOutcome.Refused(guard, stored);
      }
    }
    List<ResourceObject> objects = new ArrayList<>();
    objects.add(Drafts.imagined(Objects.requireNonNull(plan.draft()), Math.max(0, revision)));
    return new CommitOutcome.Committed(revision, objects);
  }
}
