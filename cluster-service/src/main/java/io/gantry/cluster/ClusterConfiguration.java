package io.gantry.cluster;

import io.gantry.changefeed.ChangeFeed;
import io.gantry.changefeed.kafka.KafkaFeed;
import io.gantry.cluster.control.DiscoveryCatalog;
import io.gantry.controlruntime.RemoteApi;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The parts of the service's own process. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ClusterProperties.class)
class ClusterConfiguration {
  private static final String USER_AGENT = "kube-controller-manager/v1.32.5 gantry/cluster";

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  RandomGenerator random() {
    return RandomGenerator.of("SecureRandom");
  }

  @Bean(destroyMethod = "close")
  RemoteApi remoteApi(ClusterProperties properties, InstantSource clock, RandomGenerator random) {
    return new RemoteApi(
        properties.api().server(), properties.api().identity(), USER_AGENT, clock, random);
  }

  @Bean
  ChangeFeed feed(ClusterProperties properties, RemoteApi api, RandomGenerator random) {
    return KafkaFeed.orWatch(
        properties.kafka().bootstrapServers(), api.listWatch(), api.feed(), random::nextDouble);
  }

  @Bean(destroyMethod = "close")
  ClusterWiring wiring(
      ClusterProperties properties,
      RemoteApi api,
      ChangeFeed feed,
      InstantSource clock,
      MeterRegistry meters)
      throws IOException {
    ClusterOptions options =
        new ClusterOptions(
            Files.readString(properties.api().ca()),
            new DiscoveryCatalog(api::document),
            properties.clusterCidr(),
            properties.controllers().off());
    return new ClusterWiring(api.clients(), feed, options, clock, meters);
  }

  @Bean
  ClusterProcess process(
      ClusterProperties properties, RemoteApi api, ClusterWiring wiring, InstantSource clock) {
    return new ClusterProcess(
        wiring, api.clients().own(USER_AGENT), properties.controllers().leaderElection(), clock);
  }

  @Bean
  HealthIndicator controllersHealth(ClusterProcess process) {
    return () ->
        process.healthy()
            ? Health.up().withDetail("state", process.state()).build()
            : Health.down().withDetail("state", process.state()).build();
  }
}
