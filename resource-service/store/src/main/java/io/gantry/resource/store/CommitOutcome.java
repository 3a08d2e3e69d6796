package io.gantry.resource.store;

import io.gantry.apimodel.ResourceObject;
import java.util.List;

/** What became of a commit. */
public sealed interface CommitOutcome {
  /**
   * @param objects what was put, in the order of the writes, with their revision; removed objects
   *     in their last state
   */
  record Committed(long revision, List<ResourceObject> objects) implements CommitOutcome {}

  /**
   * A guard did not hold; nothing was written.
   *
   * @param stored what is there under the guard's key, null when nothing is
   */
  record Refused(Commit.Guard guard, ResourceObject stored) implements CommitOutcome {}
}
