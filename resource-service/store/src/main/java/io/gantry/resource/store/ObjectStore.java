package io.gantry.resource.store;

import io.gantry.apimodel.ResourceObject;
import java.time.Duration;
import java.util.List;

/**
 * Durable storage of objects with one revision for everything and a change log; Redis, or memory
 * for tests. {@code ObjectStoreContract} holds for both. Revisions only grow and stay below 2^53.
 */
public interface ObjectStore extends AutoCloseable {
  /**
   * Commits; returns when the outcome is durable.
   *
   * @throws OutcomeUnknownException it may have happened; asking again with the same operation id
   *     tells
   * @throws StoreUnavailableException it has not happened
   */
  CommitOutcome commit(Commit commit);

  /**
   * Has commits told to a listener before they are answered, several at once where the store learns
   * of several at once. At most one; a store need not tell all of them, or any.
   */
  void listen(CommitListener listener);

  /** Hears of commits of this process; called by the store's own threads, and must not block. */
  interface CommitListener {
    /** In the order of their revisions. */
    void committed(List<Settled> commits);
  }

  /** A commit and what became of it. */
  record Settled(Commit commit, CommitOutcome.Committed outcome) {}

  /** The newest committed revision: what a consistent read must have seen. */
  long revision();

  /** Everything at one revision, for a start or after a gap. */
  Snapshot snapshot();

  /**
   * Log entries after a revision, in order; waits up to {@code wait} for the first one.
   *
   * @throws LogGapException the log no longer reaches back so far, or has an unknown epoch: take a
   *     snapshot
   */
  List<LogEntry> readLog(long after, int maxEntries, Duration wait) throws LogGapException;

  /**
   * The revision from which the log can be read now: {@code readLog(logStart(), ...)} has no gap.
   */
  long logStart();

  /**
   * Declares that history before now cannot be trusted (an older state was restored): starts a new
   * epoch at a revision above the given one and above the store's own, with an empty log. Readers
   * of the old epoch find a gap.
   */
  void newEpoch(long above);

  @Override
  void close();

  record Snapshot(long revision, String epoch, List<ResourceObject> objects) {}

  /** The log does not reach back to the revision asked for. */
  class LogGapException extends Exception {
    private static final long serialVersionUID = 1L;

    public LogGapException(String message) {
      super(message);
    }
  }

  /** The store cannot be reached, or did not answer in time. */
  class StoreUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StoreUnavailableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  /**
   * The store was asked and did not answer: a commit has happened, or not, or does so any moment.
   */
  class OutcomeUnknownException extends StoreUnavailableException {
    private static final long serialVersionUID = 1L;

    public OutcomeUnknownException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}
