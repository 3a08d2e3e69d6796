package io.gantry.scheduler;

import io.gantry.changefeed.ChangeFeed;
import io.gantry.changefeed.kafka.KafkaFeed;
import io.gantry.controlruntime.RemoteApi;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The parts of the service's own process, which shows a certificate of system:kube-scheduler. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SchedulerProperties.class)
class SchedulerConfiguration {
  private static final String USER_AGENT = "kube-scheduler/v1.32.5 gantry";

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  RandomGenerator random() {
    return RandomGenerator.of("SecureRandom");
  }

  @Bean(destroyMethod = "close")
  RemoteApi remoteApi(SchedulerProperties properties, InstantSource clock, RandomGenerator random) {
    return new RemoteApi(
        properties.api().server(), properties.api().identity(), USER_AGENT, clock, random);
  }

  @Bean
  ChangeFeed feed(SchedulerProperties properties, RemoteApi api, RandomGenerator random) {
    return KafkaFeed.orWatch(
        properties.kafka().bootstrapServers(), api.listWatch(), api.feed(), random::nextDouble);
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

  @Bean
  SchedulerProcess process(
      SchedulerProperties properties, RemoteApi api, SchedulerWiring wiring, InstantSource clock) {
    return new SchedulerProcess(
        wiring, api.clients().own(USER_AGENT), properties.leaderElection(), clock);
  }

  @Bean
  HealthIndicator schedulerHealth(SchedulerProcess process) {
    return () ->
        process.healthy()
            ? Health.up().withDetail("state", process.state()).build()
            : Health.down().withDetail("state", process.state()).build();
  }
}
