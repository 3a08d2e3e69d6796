package io.gantry.resource.relay;

import io.gantry.changefeed.kafka.ChangeTopics;
import io.gantry.resource.store.MeteredStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import org.springframework.cloud.stream.binder.BinderFactory;
import org.springframework.cloud.stream.binding.BindingService;
import org.springframework.context.SmartLifecycle;

/** The relay's life in a process: begins when all else has begun, ends before the store does. */
final class RelayProcess implements SmartLifecycle {
  private final MeteredStore store;
  private final BindingService bindings;
  private final BinderFactory binders;
  private final String bootstrapServers;
  private final MeterRegistry meters;
  private Relay relay;

  RelayProcess(
      MeteredStore store,
      BindingService bindings,
      BinderFactory binders,
      String bootstrapServers,
      MeterRegistry meters) {
    this.store = store;
    this.bindings = bindings;
    this.binders = binders;
    this.bootstrapServers = bootstrapServers;
    this.meters = meters;
  }

  @Override
  public void start() {
    ChangeTopics topics = ChangeTopics.STANDARD;
    relay =
        RelayWiring.relay(
            store,
            new StreamTopicWriter(bindings, binders, topics),
            Map.of("bootstrap.servers", bootstrapServers),
            topics,
            Relay.Timing.STANDARD);
    relay.meter(meters, store::heardOf);
    relay.start();
  }

  @Override
  public void stop() {
    relay.close();
    relay = null;
  }

  @Override
  public boolean isRunning() {
    return relay != null;
  }
}
