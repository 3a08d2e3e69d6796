package io.gantry.serviceproxy;

import io.gantry.controlruntime.RemoteApi;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The parts of the proxy's own process. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ServiceProxyProperties.class)
class ServiceProxyConfiguration {
  private static final String USER_AGENT = "kube-proxy/v1.32.5 (linux/amd64) gantry";

  @Bean(destroyMethod = "close")
  RemoteApi remoteApi(ServiceProxyProperties properties) {
    return new RemoteApi(
        properties.api().server(),
        properties.api().identity(),
        USER_AGENT,
        InstantSource.system(),
        RandomGenerator.of("SecureRandom"));
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  ServiceProxyWiring wiring(
      ServiceProxyProperties properties, RemoteApi api, MeterRegistry meters) {
    return new ServiceProxyWiring(
        new ServiceProxyWiring.Config(
            properties.cluster(),
            properties.nodeName(),
            properties.nodeIp(),
            properties.serviceCidr()),
        api.feed(),
        meters);
  }
}
