package io.gantry.resource.server;

import io.gantry.apiaccess.TokenIssuer;
import io.gantry.apiaccess.authentication.AuthenticatorChain;
import io.gantry.apiaccess.authentication.FrontProxyAuthenticator;
import io.gantry.apiaccess.authentication.JwtTokenIssuer;
import io.gantry.apiaccess.authentication.ServiceAccountTokenAuthenticator;
import io.gantry.apiaccess.pki.CertificateVerifier;
import io.gantry.apiaccess.pki.ClusterPki;
import io.gantry.apiaccess.pki.TlsContexts;
import io.gantry.apischema.Schema;
import io.gantry.apischema.codec.MediaBodyCodec;
import io.gantry.resource.kinds.BootstrapObjects;
import io.gantry.resource.store.redis.RedisEndpoint;
import io.gantry.resource.store.redis.RedisSettings;
import io.gantry.resource.store.redis.RedisStores;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** The service as a process of its own: Redis below it, gateways in front of it. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(ResourceServiceProperties.class)
class ResourceServiceConfiguration {
  private static final Duration REDIS_WITHIN = Duration.ofSeconds(30);

  private final InstantSource clock = InstantSource.system();

  @Bean
  ClusterPki clusterPki(ResourceServiceProperties properties) throws IOException {
    return ClusterPki.open(properties.pki(), List.of(), clock);
  }

  @Bean(destroyMethod = "close")
  RedisStores.Opened store(ResourceServiceProperties properties) {
    RedisSettings standard = RedisSettings.STANDARD;
    return RedisStores.open(
        new RedisEndpoint(
            properties.redisHost(), properties.redisPort(), properties.redisPassword()),
        new RedisSettings(
            properties.redisPrefix(),
            standard.connections(),
            standard.commitWithin(),
            standard.readWithin(),
            standard.log()),
        REDIS_WITHIN);
  }

  @Bean(initMethod = "start", destroyMethod = "close")
  ResourceServiceWiring resourceService(
      ResourceServiceProperties properties,
      ClusterPki pki,
      RedisStores.Opened redis,
      MeterRegistry meters) {
    Schema schema = Schema.load();
    CertificateVerifier frontProxies = new CertificateVerifier(List.of(pki.frontProxyCa()), clock);
    return new ResourceServiceWiring(
        ResourceServiceSettings.of(properties.apiAddress() + ":" + properties.apiPort()),
        redis.store(),
        schema,
        new MediaBodyCodec(schema),
        kinds(properties, pki),
        new FrontProxyIdentity(new FrontProxyAuthenticator(frontProxies)),
        new RequestMetrics(meters),
        clock,
        new SecureRandom());
  }

  private BuiltinServedKinds kinds(ResourceServiceProperties properties, ClusterPki pki) {
    return new BuiltinServedKinds(
        new BootstrapObjects.Cluster(
            pki.clusterCaPem(),
            pki.frontProxyCaPem(),
            properties.apiAddress(),
            properties.apiPort(),
            clock.instant()),
        cache ->
            new AuthenticatorChain(
                new ServiceAccountTokenAuthenticator(
                    pki.serviceAccountKey().getPublic(),
                    new CachedBoundObjects(cache),
                    clock,
                    List.of(TokenIssuer.API_AUDIENCE))),
        new JwtTokenIssuer(pki.serviceAccountKey(), clock, UUID::randomUUID));
  }

  /** Depends on the started service: nobody is let in before it can answer. */
  @Bean(initMethod = "start", destroyMethod = "close")
  ResourceServer resourceServer(
      ResourceServiceProperties properties, ClusterPki pki, ResourceServiceWiring service)
      throws IOException {
    return new ResourceServer(
        properties.address(),
        properties.port(),
        TlsContexts.of(pki.resourceService(List.of(properties.address())), pki.frontProxyCa()),
        service.servlet());
  }
}
