package io.gantry.cluster;

import io.gantry.changefeed.ChangeFeed;
import io.gantry.cluster.control.DiscoveryCatalog;
import io.gantry.controlprocess.ControlConfiguration;
import io.gantry.controlprocess.ControlProperties;
import io.gantry.controlprocess.ControlService;
import io.gantry.controlruntime.RemoteApi;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.time.InstantSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;

/** The parts of the service's own process. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ClusterProperties.class)
@Import(ControlConfiguration.class)
class ClusterConfiguration {
  @Bean
  ControlService service() {
    return new ControlService(
        "cluster-service", "gantry-cluster", "kube-controller-manager/v1.32.5 gantry/cluster");
  }

  @Bean(destroyMethod = "close")
  ClusterWiring wiring(
      ControlProperties control,
      ClusterProperties properties,
      RemoteApi api,
      ChangeFeed feed,
      InstantSource clock,
      MeterRegistry meters)
      throws IOException {
    ClusterOptions options =
        new ClusterOptions(
            Files.readString(control.api().ca()),
            new DiscoveryCatalog(api::document),
            properties.clusterCidr(),
            control.controllers().off());
    return new ClusterWiring(api.clients(), feed, options, clock, meters);
  }
}
