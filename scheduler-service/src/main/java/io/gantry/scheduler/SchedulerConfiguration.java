package io.gantry.scheduler;

import io.gantry.changefeed.ChangeFeed;
import io.gantry.controlprocess.ControlConfiguration;
import io.gantry.controlprocess.ControlService;
import io.gantry.controlruntime.RemoteApi;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The parts of the service's own process, which shows a certificate of system:kube-scheduler. */
@Configuration(proxyBeanMethods = false)
@Import(ControlConfiguration.class)
class SchedulerConfiguration {
  @Bean
  ControlService service() {
    return new ControlService(
        "scheduler-service", "kube-scheduler", "kube-scheduler/v1.32.5 gantry");
  }

  @Bean(destroyMethod = "close")
  SchedulerWiring wiring(
      RemoteApi api,
      ChangeFeed feed,
      InstantSource clock,
      RandomGenerator random,
      MeterRegistry meters) {
    return new SchedulerWiring(api.clients(), feed, clock, random, meters);
  }
}
