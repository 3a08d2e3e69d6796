package io.gantry.resource.relay;

import io.gantry.changefeed.kafka.ChangeTopics;
import io.gantry.resource.store.ObjectStore;
import java.util.Map;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.cloud.stream.binder.BinderFactory;
import org.springframework.cloud.stream.binding.BindingService;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The relay in a Spring application whose properties hold {@link RelayWiring#binderProperties} and
 * which has an {@link ObjectStore}. Kafka need not be there at start: the relay keeps trying.
 */
@Configuration(proxyBeanMethods = false)
public class RelayConfiguration {
  @Bean
  Relay relay(
      ObjectStore store,
      BindingService bindings,
      BinderFactory binders,
      @Value("${spring.cloud.stream.kafka.binder.brokers}") String brokers,
      @Value("${gantry.kafka.prefix:gantry}") String prefix) {
    ChangeTopics topics = new ChangeTopics(prefix);
    return RelayWiring.relay(
        store,
        new StreamTopicWriter(bindings, binders, topics),
        Map.of("bootstrap.servers", brokers),
        topics,
        Relay.Timing.STANDARD);
  }

  @Bean
  SmartLifecycle relayLifecycle(Relay relay) {
    return new RelayLifecycle(relay);
  }

  /** Starts last and stops first: it needs everything else. */
  private static final class RelayLifecycle implements SmartLifecycle {
    private final Relay relay;
    private volatile boolean running;

    RelayLifecycle(Relay relay) {
      this.relay = relay;
    }

    @Override
    public void start() {
      relay.start();
      running = true;
    }

    @Override
    public void stop() {
      running = false;
      relay.close();
    }

    @Override
    public boolean isRunning() {
      return running;
    }
  }
}
