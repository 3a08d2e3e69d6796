package io.gantry.cluster;

import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.LeadingProcess;
import java.time.InstantSource;
import org.springframework.context.SmartLifecycle;

/** The service as Spring starts and stops it. */
final class ClusterProcess implements SmartLifecycle {
  private final LeadingProcess process;

  ClusterProcess(ClusterWiring wiring, ApiClient own, boolean elect, InstantSource clock) {
    this.process =
        new LeadingProcess("cluster-service", "gantry-cluster", wiring, own, elect, clock);
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
