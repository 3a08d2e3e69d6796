package io.gantry.resource.relay;

import io.gantry.resource.store.MeteredStore;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cloud.stream.binder.BinderFactory;
import org.springframework.cloud.stream.binding.BindingService;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The relay of a process that names a Kafka; imported by resource-service. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty("gantry.kafka.bootstrap-servers")
public class RelayConfiguration {
  @Bean
  RelayProcess relayProcess(
      MeteredStore store,
      BindingService bindings,
      BinderFactory binders,
      @Value("${gantry.kafka.bootstrap-servers}") String bootstrapServers,
      MeterRegistry meters) {
    return new RelayProcess(store, bindings, binders, bootstrapServers, meters);
  }
}
