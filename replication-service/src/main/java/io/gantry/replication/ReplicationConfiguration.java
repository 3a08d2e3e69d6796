package io.gantry.replication;

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

/** The parts of the service's own process. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ReplicationProperties.class)
class ReplicationConfiguration {
  private static final String USER_AGENT = "kube-controller-manager/v1.32.5 gantry/replication";

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  RandomGenerator random() {
    return RandomGenerator.of("SecureRandom");
  }

  @Bean(destroyMethod = "close")
  RemoteApi remoteApi(
      ReplicationProperties properties, InstantSource clock, RandomGenerator random) {
    return new RemoteApi(
        properties.api().server(), properties.api().identity(), USER_AGENT, clock, random);
  }

  @Bean
  ChangeFeed feed(ReplicationProperties properties, RemoteApi api, RandomGenerator random) {
    return KafkaFeed.orWatch(
        properties.kafka().bootstrapServers(), api.listWatch(), api.feed(), random::nextDouble);
  }

  @Bean(destroyMethod = "close")
  ReplicationWiring wiring(
      ReplicationProperties properties,
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
        ReplicationOptions.USUAL.without(properties.controllers().off()));
  }

  @Bean
  ReplicationProcess process(
      ReplicationProperties properties,
      RemoteApi api,
      ReplicationWiring wiring,
      InstantSource clock) {
    return new ReplicationProcess(
        wiring, api.clients().own(USER_AGENT), properties.controllers().leaderElection(), clock);
  }

  @Bean
  HealthIndicator controllersHealth(ReplicationProcess process) {
    return () ->
        process.healthy()
            ? Health.up().withDetail("state", process.state()).build()
            : Health.down().withDetail("state", process.state()).build();
  }
}
