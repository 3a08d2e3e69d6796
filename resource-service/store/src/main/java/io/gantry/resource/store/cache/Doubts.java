package io.gantry.resource.store.cache;

import io.gantry.apimodel.GroupResource;
import io.gantry.resource.store.Commit;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Resources of which nobody can say what is stored while the store is away: a commit was sent, its
 * caller was told that the outcome is unknown, and asks now what became of it. To answer from
 * memory would be to guess.
 */
final class Doubts {
  /** No commit takes effect so long after it was sent, whatever happens to the store meanwhile. */
  private static final Duration SETTLED = Duration.ofSeconds(30);

  private final Map<GroupResource, Instant> since = new ConcurrentHashMap<>();

  void add(Commit commit, Instant now) {
    for (Commit.Write write : commit.writes()) {
      since.put(write.key().resource(), now);
    }
  }

  boolean about(GroupResource resource) {
    return since.containsKey(resource);
  }

  /** The cache has all that the store has: what could still have happened is in it. */
  void caughtUp(Instant now) {
    since.values().removeIf(at -> at.plus(SETTLED).isBefore(now));
  }
}
