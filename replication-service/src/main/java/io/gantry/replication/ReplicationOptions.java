package io.gantry.replication;

import java.util.Set;
import java.util.concurrent.Executor;

/**
 * How the service differs from its usual self.
 *
 * @param switchedOff names of controllers that don't run
 * @param batches runs the requests of one reconciliation side by side
 */
public record ReplicationOptions(Set<String> switchedOff, Executor batches) {
  /** All controllers; a virtual thread per request. */
  public static final ReplicationOptions USUAL =
      new ReplicationOptions(Set.of(), task -> Thread.ofVirtual().start(task));

  public ReplicationOptions without(Set<String> controllers) {
    return new ReplicationOptions(Set.copyOf(controllers), batches);
  }
}
