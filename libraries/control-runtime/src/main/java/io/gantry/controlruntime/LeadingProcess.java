package io.gantry.controlruntime;

import java.time.InstantSource;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A service's life in a process of its own: waits to lead, works, and ends the process when it no
 * longer leads, because what was begun under the lease must not go on beside the next leader.
 */
public final class LeadingProcess {
  private static final Logger LOG = LoggerFactory.getLogger(LeadingProcess.class);

  /** What the process is for. */
  public interface Work extends AutoCloseable {
    void start();

    @Override
    void close();

    /** Whether it knows all that it must know to act. */
    boolean ready();
  }

  private enum State {
    STOPPED,
    WAITING_TO_LEAD,
    WORKING,
    LOST
  }

  private final String service;
  private final String lease;
  private final Work work;
  private final ApiClient own;
  private final boolean elect;
  private final InstantSource clock;
  private volatile State state = State.STOPPED;
  private LeaderElection election;

  /**
   * @param service begins the holder's identity in the lease
   * @param elect false where there is never more than one of this process: it works at once
   */
  public LeadingProcess(
      String service, String lease, Work work, ApiClient own, boolean elect, InstantSource clock) {
    this.service = service;
    this.lease = lease;
    this.work = work;
    this.own = own;
    this.elect = elect;
    this.clock = clock;
  }

  public void start() {
    if (!elect) {
      state = State.WORKING;
      work.start();
      return;
    }
    state = State.WAITING_TO_LEAD;
    election =
        new LeaderElection(
            own,
            lease,
            service + "_" + UUID.randomUUID(),
            clock,
            new LeaderElection.Candidate() {
              @Override
              public void started() {
                state = State.WORKING;
                work.start();
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
    LOG.error("no longer the leader: ending");
    // On a thread of its own: shutdown hooks close this object, which joins the election's thread.
    Thread.ofPlatform().name("lost-lease").start(() -> System.exit(1));
  }

  public void stop() {
    state = State.STOPPED;
    // The loops first: nothing may be written once the lease is given back.
    work.close();
    if (election != null) {
      election.close();
    }
  }

  public boolean isRunning() {
    return state == State.WAITING_TO_LEAD || state == State.WORKING;
  }

  public boolean healthy() {
    return state == State.WAITING_TO_LEAD || (state == State.WORKING && work.ready());
  }

  public String state() {
    return state.name();
  }
}
