package io.gantry.resource.store;

import io.gantry.apimodel.ObjectKey;
import java.util.List;

/**
 * One transaction: all guards hold, then all writes happen, under one new revision and one log
 * entry; or nothing happens.
 *
 * @param operationId unique; a commit sent again under the same id within two minutes is answered
 *     with the first one's outcome and does nothing
 * @param user who asked, for the log
 */
public record Commit(String operationId, String user, List<Guard> guards, List<Write> writes) {
  /** One key is written once per commit: two changes of an object need two revisions. */
  public Commit {
    guards = List.copyOf(guards);
    writes = List.copyOf(writes);
    if (writes.isEmpty()
        || (writes.size() > 1
            && writes.stream().map(Write::key).distinct().count() < writes.size())) {
      throw new IllegalArgumentException("a commit writes at least one key, and each once");
    }
  }

  /** What must be so at the moment of the commit. */
  public sealed interface Guard {
    ObjectKey key();

    record Exists(ObjectKey key) implements Guard {}

    record Absent(ObjectKey key) implements Guard {}

    /** The stored object has this very revision. */
    record HasRevision(ObjectKey key, long revision) implements Guard {}
  }

  public sealed interface Write {
    ObjectKey key();

    /** Stores; a change of an object is a put over it. */
    record Put(Draft draft) implements Write {
      @Override
      public ObjectKey key() {
        return draft.key();
      }
    }

    /** Removes; the last state goes into the log and to watchers. */
    record Remove(Draft lastState) implements Write {
      @Override
      public ObjectKey key() {
        return lastState.key();
      }
    }
  }
}
