package io.gantry.replication;

import io.gantry.changefeed.ChangeFeed;
import io.gantry.controlprocess.ControlConfiguration;
import io.gantry.controlprocess.ControlProperties;
import io.gantry.controlprocess.ControlService;
import io.gantry.controlruntime.RemoteApi;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The parts of the service's own process. */
@Configuration(proxyBeanMethods = false)
@Import(ControlConfiguration.class)
class ReplicationConfiguration {
  @Bean
  ControlService service() {
    return new ControlService(
        "replication-service",
        "gantry-replication",
        "kube-controller-manager/v1.32.5 gantry/replication");
  }

  @Bean(destroyMethod = "close")
  ReplicationWiring wiring(
      ControlProperties control,
      RemoteApi api,
      ChangeFeed feed,
      InstantSource clock,
      RandomGenerator random,
      MeterRegistry meters) {
    return new ReplicationWiring(
        api.clients(),
        feed,
        clock,
        random,
        meters,
        ReplicationOptions.USUAL.without(control.controllers().off()));
  }
}
