package io.gantry.standalone;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;

/**
 * Starts the API as soon as the configuration is known and goes on with Spring's own parts beside
 * the node's. The meters that count meanwhile join Spring's registry when it is there.
 */
final class ClusterStart implements ApplicationContextInitializer<GenericApplicationContext> {
  private final CompositeMeterRegistry meters = new CompositeMeterRegistry();
  private StandaloneCluster cluster;

  @Override
  public void initialize(GenericApplicationContext context) {
    StandaloneSettings settings =
        Binder.get(context.getEnvironment()).bindOrCreate("gantry", StandaloneSettings.class);
    cluster = new StandaloneCluster(settings, meters);
    cluster.start();
    context.registerBean(
        StandaloneLifecycle.class,
        () -> new StandaloneLifecycle(cluster, meters, context.getBean(MeterRegistry.class)));
  }

  /** When Spring's part failed. */
  void undo() {
    if (cluster != null) {
      cluster.close();
    }
  }
}
