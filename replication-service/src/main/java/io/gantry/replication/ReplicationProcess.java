package io.gantry.replication;

import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.LeadingProcess;
import java.time.InstantSource;
import org.springframework.context.SmartLifecycle;

/** The service as Spring starts and stops it. */
final class ReplicationProcess implements SmartLifecycle {
  private final LeadingProcess process;

  ReplicationProcess(ReplicationWiring wiring, ApiClient own, boolean elect, InstantSource clock) {
    this.process =
        new LeadingProcess("replication-service", "gantry-replication", wiring, own, elect, clock);
  }

  @Override
  public void start() {
    process.start();
  }

  @Override
  public void stop() {
    process.stop();
  }

  @Override
  public boolean isRunning() {
    return process.isRunning();
  }

  boolean healthy() {
    return process.healthy();
  }

  String state() {
    return process.state();
  }
}
