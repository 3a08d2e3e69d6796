package io.gantry.standalone;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import org.springframework.context.SmartLifecycle;

/** Ready when the whole cluster is; stops it before anything else of Spring's stops. */
final class StandaloneLifecycle implements SmartLifecycle {
  private final StandaloneCluster cluster;
  private final CompositeMeterRegistry meters;
  private final MeterRegistry published;
  private volatile boolean running;

  /**
   * @param meters the cluster's
   * @param published Spring's registry, which they join
   */
  StandaloneLifecycle(
      StandaloneCluster cluster, CompositeMeterRegistry meters, MeterRegistry published) {
    this.cluster = cluster;
    this.meters = meters;
    this.published = published;
  }

  @Override
  public void start() {
    meters.add(published);
    running = true;
    cluster.awaitNode();
  }

  @Override
  public void stop() {
    cluster.close();
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }
}
