package io.gantry.resource.store.cache;

import io.gantry.apimodel.Change;
import io.gantry.resource.store.Commit;
import io.gantry.resource.store.CommitOutcome;
import io.gantry.resource.store.LogEntry;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A commit of this process as the log will show it. */
final class OwnCommits {
  private OwnCommits() {}

  /** Says MODIFIED of every put and knows no previous state: {@link Image#apply} finds out both. */
  static LogEntry entry(Commit commit, CommitOutcome.Committed committed, Instant now) {
    List<Change> changes = new ArrayList<>(commit.writes().size());
    for (int i = 0; i < commit.writes().size(); i++) {
      Change.Type type =
          switch (commit.writes().get(i)) {
            case Commit.Write.Put _ -> Change.Type.MODIFIED;
            case Commit.Write.Remove _ -> Change.Type.DELETED;
          };
      changes.add(new Change(type, committed.objects().get(i), null));
    }
    return new LogEntry(
        committed.revision(), commit.operationId(), commit.user(), now, "", changes);
  }
}
