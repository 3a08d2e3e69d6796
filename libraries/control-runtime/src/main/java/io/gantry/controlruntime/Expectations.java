package io.gantry.controlruntime;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What a controller has done and its cache has not shown yet. Until all of it was seen, or five
 * minutes have passed, the cache is too old to count by: acting on it would create or delete twice.
 *
 * <p>Interleaving guarded against: the reconciler creates pod p; the feed has not brought p; the
 * key is looked at again for another reason, sees too few pods and creates one more.
 *
 * <p>Deletions are tracked by uid, because a deletion is seen twice: when the deletion timestamp
 * appears, and when the object goes.
 */
public final class Expectations<K> {
  private static final Duration TIMEOUT = Duration.ofMinutes(5);

  private static final class Expected {
    private int creations;
    private final Set<String> deletions = new HashSet<>();
    private Instant since;
  }

  private final InstantSource clock;
  private final Map<K, Expected> expected = new HashMap<>();

  public Expectations(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether the cache shows everything that was done for the key, or it was too long ago. */
  public synchronized boolean satisfied(K key) {
    Expected waiting = expected.get(key);
    return waiting == null
        || (waiting.creations <= 0 && waiting.deletions.isEmpty())
        || Duration.between(waiting.since, clock.instant()).compareTo(TIMEOUT) > 0;
  }

  /** Replaces what was expected for the key; call before creating. */
  public void expectCreations(K key, int count) {
    expect(key, count, Set.of());
  }

  /** Replaces what was expected for the key; call before deleting. */
  public void expectDeletions(K key, Collection<String> uids) {
    expect(key, 0, uids);
  }

  /** Replaces what was expected for the key; call before creating and deleting. */
  public synchronized void expect(K key, int creations, Collection<String> deletedUids) {
    Expected waiting = new Expected();
    waiting.creations = creations;
    waiting.deletions.addAll(deletedUids);
    waiting.since = clock.instant();
    expected.put(key, waiting);
  }

  /** One creation was seen, or has failed and will never be. */
  public synchronized void creationObserved(K key) {
    creationsObserved(key, 1);
  }

  public synchronized void creationsObserved(K key, int count) {
    Expected waiting = expected.get(key);
    if (waiting != null) {
      waiting.creations = Math.max(0, waiting.creations - count);
    }
  }

  /** The deletion of this very object was seen, or has failed. */
  public synchronized void deletionObserved(K key, String uid) {
    Expected waiting = expected.get(key);
    if (waiting != null) {
      waiting.deletions.remove(uid);
    }
  }

  /** The owner is gone. */
  public synchronized void forget(K key) {
    expected.remove(key);
  }
}
