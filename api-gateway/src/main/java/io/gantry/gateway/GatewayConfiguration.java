package io.gantry.gateway;

import io.gantry.apiaccess.UserInfo;
import io.gantry.apiaccess.pki.ClusterPki;
import io.gantry.apiaccess.pki.TlsContexts;
import io.gantry.gateway.route.ProxyRoute;
import io.gantry.gateway.route.RemoteAuthorizer;
import io.gantry.gateway.route.RemoteBoundObjects;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The gateway as a process of its own: the route leads over the network. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GatewayProperties.class)
class GatewayConfiguration {
  /** What the gateway asks on its own behalf, as Kubernetes' API server does of itself. */
  private static final UserInfo SELF = UserInfo.of("system:apiserver", List.of("system:masters"));

  @Bean
  ClusterPki clusterPki(GatewayProperties properties) throws IOException {
    return ClusterPki.open(properties.pki(), properties.names(), InstantSource.system());
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  ProxyRoute proxyRoute(GatewayProperties properties, ClusterPki pki) throws IOException {
    return new ProxyRoute(
        properties.resourceService(), TlsContexts.of(pki.frontProxyClient(), pki.clusterCa()));
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  GatewayWiring gateway(
      GatewayProperties properties, ClusterPki pki, ProxyRoute route, MeterRegistry registry)
      throws IOException {
    InstantSource clock = InstantSource.system();
    return new GatewayWiring(
        GatewaySettings.on(properties.address(), properties.port()),
        pki,
        GatewayAuthentication.of(pki, new RemoteBoundObjects(route.client(), SELF, clock), clock),
        new RemoteAuthorizer(route.client(), SELF),
        route,
        registry);
  }
}
