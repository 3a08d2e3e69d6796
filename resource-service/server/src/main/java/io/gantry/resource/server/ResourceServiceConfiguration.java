package io.gantry.resource.server;

import io.gantry.apiaccess.TokenIssuer;
import io.gantry.apiaccess.authentication.FrontProxyAuthenticator;
import io.gantry.apiaccess.authentication.JwtTokenIssuer;
import io.gantry.apiaccess.authentication.ServiceAccountTokenAuthenticator;
import io.gantry.apiaccess.pki.CertificateVerifier;
import io.gantry.apiaccess.pki.ClusterPki;
import io.gantry.apiaccess.pki.TlsContexts;
import io.gantry.apischema.Schema;
import io.gantry.apischema.codec.MediaBodyCodec;
import io.gantry.httpsserver.ClientCertificates;
import io.gantry.httpsserver.HttpsServer;
import io.gantry.resource.kinds.BootstrapObjects;
import io.gantry.resource.store.MeteredStore;
import io.gantry.resource.store.redis.RedisEndpoint;
import io.gantry.resource.store.redis.RedisProcess;
import io.gantry.resource.store.redis.RedisProcess.RedisStartException;
import io.gantry.resource.store.redis.RedisSettings;
import io.gantry.resource.store.redis.RedisStorage;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * The service's own process: storage, then the wiring, then the port. Closed in reverse, so that
 * the port closes first.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ResourceServiceProperties.class)
class ResourceServiceConfiguration {
  private static final Duration REDIS_READY_WITHIN = Duration.ofSeconds(60);

  @Bean
  InstantSource clock() {
    return InstantSource.system();
  }

  @Bean
  ClusterPki clusterPki(ResourceServiceProperties properties, InstantSource clock)
      throws IOException {
    return ClusterPki.open(properties.state().resolve("pki"), List.of(properties.nodeIp()), clock);
  }

  @Bean(destroyMethod = "close")
  RedisStorage storage(ResourceServiceProperties properties) throws RedisStartException {
    ResourceServiceProperties.Redis given = properties.redis();
    if (!given.host().isEmpty()) {
      return RedisStorage.at(
          new RedisEndpoint(given.host(), given.port(), given.password()), RedisSettings.STANDARD);
    }
    return RedisStorage.start(
        new RedisProcess.Settings(
            properties.redisServer(), properties.state().resolve("redis"), 0, REDIS_READY_WITHIN),
        RedisSettings.STANDARD);
  }

  /** The relay reads its log, too. */
  @Bean(destroyMethod = "")
  MeteredStore store(RedisStorage storage, MeterRegistry meters) {
    return new MeteredStore(storage.store(), meters);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  ResourceServiceWiring wiring(
      ResourceServiceProperties properties,
      ClusterPki pki,
      MeteredStore store,
      InstantSource clock,
      MeterRegistry meters) {
    Schema schema = Schema.load();
    ResourceServiceWiring wiring =
        new ResourceServiceWiring(
            // A server of one's own nobody else commits to.
            ResourceServiceSettings.of(
                properties.nodeIp() + ":" + properties.apiPort(),
                properties.redis().host().isEmpty()),
            store,
            schema,
            new MediaBodyCodec(schema),
            kinds(properties, pki, clock),
            new FrontProxyIdentity(
                new FrontProxyAuthenticator(
                    new CertificateVerifier(List.of(pki.frontProxyCa()), clock))),
            new RequestMetrics(meters),
            clock,
            new SecureRandom());
    wiring.meter(meters, store::heardOf);
    return wiring;
  }

  private static ServedKinds.Factory kinds(
      ResourceServiceProperties properties, ClusterPki pki, InstantSource clock) {
    return new BuiltinServedKinds(
        new BootstrapObjects.Cluster(
            pki.clusterCaPem(),
            pki.frontProxyCaPem(),
            properties.nodeIp(),
            properties.apiPort(),
            clock.instant()),
        // Token reviews ask for tokens alone; certificates are the gateway's business.
        cache ->
            new ServiceAccountTokenAuthenticator(
                pki.serviceAccountKey().getPublic(),
                new CachedBoundObjects(cache),
                clock,
                List.of(TokenIssuer.API_AUDIENCE)),
        new JwtTokenIssuer(pki.serviceAccountKey(), clock, UUID::randomUUID));
  }

  /** Only gateways get through the handshake: nobody else's certificate is the front proxy's. */
  @Bean(initMethod = "start", destroyMethod = "close")
  HttpsServer server(
      ResourceServiceProperties properties, ClusterPki pki, ResourceServiceWiring wiring)
      throws IOException {
    return new HttpsServer(
        "resource",
        properties.resourceAddress(),
        properties.resourcePort(),
        Duration.ZERO,
        TlsContexts.of(pki.resourceService(List.of()), pki.frontProxyCa()),
        ClientCertificates.REQUIRED,
        wiring.servlet());
  }

  @Bean
  HealthIndicator resourcesHealth(ResourceServiceWiring wiring) {
    return () -> wiring.isReady() ? Health.up().build() : Health.down().build();
  }
}
