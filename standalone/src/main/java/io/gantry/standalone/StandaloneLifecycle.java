package io.gantry.standalone;

import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** Starts the cluster when Spring is ready, and stops it before anything else of Spring's stops. */
@Component
class StandaloneLifecycle implements SmartLifecycle {
  private final StandaloneSettings settings;
  private final MeterRegistry meters;
  private StandaloneCluster cluster;

  StandaloneLifecycle(StandaloneSettings settings, MeterRegistry meters) {
    this.settings = settings;
    this.meters = meters;
  }

  @Override
  public void start() {
    cluster = new StandaloneCluster(settings, meters);
    cluster.start();
  }

  @Override
  public void stop() {
    cluster.close();
    cluster = null;
  }

  @Override
  public boolean isRunning() {
    return cluster != null;
  }
}
