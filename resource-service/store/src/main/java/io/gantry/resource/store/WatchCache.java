package io.gantry.resource.store;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Listing;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * What the API reads from: all objects in memory, kept current from the store's log, and a window
 * of recent changes for watches. Everyone above the store sees only this.
 */
public interface WatchCache {
  /** Commits through the store and returns after this cache holds the result. */
  CommitOutcome commit(Commit commit);

  /** As cached, possibly a moment old: writers judge on it and let the commit's guards decide. */
  Optional<ResourceObject> get(ObjectKey key);

  /**
   * Waits until the cache holds every commit acknowledged before this call (one coalesced probe).
   */
  void refresh();

  /**
   * The same for who only reads one resource. A cache through which all commits go needs no store
   * to know them, and serves while the store is away; other caches fail as {@link #refresh()} does.
   */
  default void refresh(GroupResource resource) {
    refresh();
  }

  /** Waits until the cache holds the revision; false when it did not within the time. */
  boolean await(long revision, Duration atMost);

  /** The newest revision the cache holds. */
  long revision();

  /**
   * A page of objects in key order.
   *
   * @param namespace empty for all
   * @param revision 0 for the newest the cache holds; else exactly that one, which must still be in
   *     the window
   * @param after start behind this key; null for the beginning
   * @param limit 0 for no limit
   * @throws RevisionGoneException the revision has left the window
   */
  Listing list(
      GroupResource resource,
      String namespace,
      Predicate<ResourceObject> filter,
      long revision,
      ObjectKey after,
      long limit)
      throws RevisionGoneException;

  /**
   * Changes after a revision.
   *
   * @param namespace empty for all
   * @param name empty for all
   * @param filter an object that comes into the selection is ADDED, one that leaves it DELETED
   * @throws RevisionGoneException the revision has left the window
   */
  WatchCursor watch(
      GroupResource resource,
      String namespace,
      String name,
      Predicate<ResourceObject> filter,
      long after)
      throws RevisionGoneException;

  /** The revision asked for is older than the window (410). */
  class RevisionGoneException extends Exception {
    private static final long serialVersionUID = 1L;
    private final long oldest;

    public RevisionGoneException(long asked, long oldest) {
      super("too old resource version: " + asked + " (" + oldest + ")");
      this.oldest = oldest;
    }

    public long oldest() {
      return oldest;
    }
  }
}
