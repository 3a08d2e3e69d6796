package io.gantry.nodeagent;

import io.gantry.controlruntime.RemoteApi;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The parts of the agent's own process. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(NodeAgentProperties.class)
class NodeAgentConfiguration {
  private static final String USER_AGENT = "kubelet/v1.32.5 (linux/amd64) gantry";

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean(destroyMethod = "close")
  RemoteApi peersApi(NodeAgentProperties properties, InstantSource clock) {
    return new RemoteApi(
        properties.api().server(),
        properties.network().identity(properties.api().ca()),
        "gantry-network",
        clock,
        RandomGenerator.of("SecureRandom"));
  }

  @Bean(destroyMethod = "close")
  RemoteApi remoteApi(NodeAgentProperties properties, InstantSource clock) {
    return new RemoteApi(
        properties.api().server(),
        properties.api().identity(),
        USER_AGENT,
        clock,
        RandomGenerator.of("SecureRandom"));
  }

  @Bean(destroyMethod = "")
  NodeAgentWiring wiring(
      NodeAgentProperties properties,
      @Qualifier("remoteApi") RemoteApi api,
      @Qualifier("peersApi") RemoteApi peers,
      InstantSource clock,
      MeterRegistry meters) {
    return new NodeAgentWiring(
        properties.config(),
        api.clients().own(USER_AGENT),
        api.feed(),
        peers.feed(),
        properties.kubelet().identity().withCertificate(),
        clock,
        meters);
  }

  @Bean
  SmartLifecycle agentLife(NodeAgentWiring wiring, NodeAgentProperties properties) {
    return new SmartLifecycle() {
      private volatile boolean running;

      @Override
      public void start() {
        wiring.start();
        running = true;
      }

      @Override
      public void stop() {
        running = false;
        if (properties.containersStay()) {
          wiring.close();
        } else {
          wiring.closeAndStopContainers(Duration.ofSeconds(properties.stopGrace()));
        }
      }

      @Override
      public boolean isRunning() {
        return running;
      }
    };
  }

  @Bean
  HealthIndicator podsHealth(NodeAgentWiring wiring) {
    return () -> wiring.synced() ? Health.up().build() : Health.down().build();
  }
}
