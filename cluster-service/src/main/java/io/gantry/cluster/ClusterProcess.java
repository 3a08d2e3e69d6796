package io.gantry.cluster;

import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.LeaderElection;
import java.time.InstantSource;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * The service's life in a process of its own: waits to lead, works, and ends the process when it no
 * longer leads, because what was begun under the lease must not go on beside the next leader.
 */
final class ClusterProcess implements SmartLifecycle {
  private static final Logger log = LoggerFactory.getLogger(ClusterProcess.class);
  private static final String LEASE = "gantry-cluster";

  private enum State {
    STOPPED,
    WAITING_TO_LEAD,
    WORKING,
    LOST
  }

  private final ClusterWiring wiring;
  private final ApiClient own;
  private final boolean elect;
  private final InstantSource clock;
  private volatile State state = State.STOPPED;
  private LeaderElection election;

  ClusterProcess(ClusterWiring wiring, ApiClient own, boolean elect, InstantSource clock) {
    this.wiring = wiring;
    this.own = own;
    this.elect = elect;
    this.clock = clock;
  }

  @Override
  public void start() {
    if (!elect) {
      state = State.WORKING;
      wiring.start();
      return;
    }
    state = State.WAITING_TO_LEAD;
    String identity = "cluster-service_" + UUID.randomUUID();
    election =
        new LeaderElection(
            own,
            LEASE,
            identity,
            clock,
            new LeaderElection.Candidate() {
              @Override
              public void started() {
                state = State.WORKING;
                wiring.start();
              }

              @Override
              public void stopped() {
                lost();
              }
            });
    election.start();
  }

  private void lost() {
    if (state == State.STOPPED) {
      return;
    }
    state = State.LOST;
    log.error("no longer the leader: ending");
    // On a thread of its own: shutdown hooks close this object, which joins the election's thread.
    Thread.ofPlatform().name("lost-lease").start(() -> System.exit(1));
  }

  @Override
  public void stop() {
    state = State.STOPPED;
    // The loops first: nothing may be written once the lease is given back.
    wiring.close();
    if (election != null) {
      election.close();
    }
  }

  @Override
  public boolean isRunning() {
    return state == State.WAITING_TO_LEAD || state == State.WORKING;
  }

  boolean healthy() {
    return state == State.WAITING_TO_LEAD || (state == State.WORKING && wiring.ready());
  }

  String state() {
    return state.name();
  }
}
