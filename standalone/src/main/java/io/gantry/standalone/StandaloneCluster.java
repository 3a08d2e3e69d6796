package io.gantry.standalone;

import io.gantry.apiaccess.UserInfo;
import io.gantry.apiaccess.authentication.JwtTokenIssuer;
import io.gantry.apiaccess.pki.ClusterPki;
import io.gantry.apiaccess.pki.TlsContexts;
import io.gantry.apischema.Schema;
import io.gantry.apischema.codec.MediaBodyCodec;
import io.gantry.cluster.ClusterOptions;
import io.gantry.cluster.ClusterWiring;
import io.gantry.gateway.GatewayAuthentication;
import io.gantry.gateway.GatewaySettings;
import io.gantry.gateway.GatewayWiring;
import io.gantry.gateway.route.InProcessRoute;
import io.gantry.nodeagent.NodeAgentConfig;
import io.gantry.nodeagent.NodeAgentWiring;
import io.gantry.replication.ReplicationWiring;
import io.gantry.resource.kinds.BootstrapObjects;
import io.gantry.resource.machinery.chain.AuditTrail;
import io.gantry.resource.server.BuiltinServedKinds;
import io.gantry.resource.server.CachedBoundObjects;
import io.gantry.resource.server.CallerIdentity;
import io.gantry.resource.server.ResourceServiceSettings;
import io.gantry.resource.server.ResourceServiceWiring;
import io.gantry.resource.store.redis.RedisConnections;
import io.gantry.resource.store.redis.RedisProcess;
import io.gantry.resource.store.redis.RedisSettings;
import io.gantry.resource.store.redis.RedisStore;
import io.gantry.scheduler.SchedulerWiring;
import io.gantry.serviceproxy.ServiceProxyWiring;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * One cluster in one JVM, read from top to bottom: storage, API, front door, controllers, node.
 * Each part acts under its own identity, through the same chain of handlers as clients outside;
 * what is started is closed in reverse, so the front door closes before the API and storage comes
 * last.
 */
final class StandaloneCluster implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(StandaloneCluster.class);
  private static final String SERVICE_CIDR = "10.96.0.0/12";
  private static final Duration REDIS_READY_WITHIN = Duration.ofSeconds(60);
  private static final Duration CONTAINERS_END_WITHIN = Duration.ofSeconds(10);

  private final StandaloneSettings settings;
  private final MeterRegistry meters;
  private final InstantSource clock = InstantSource.system();
  private final RandomGenerator random = new SecureRandom();
  private final Deque<AutoCloseable> started = new ArrayDeque<>();

  StandaloneCluster(StandaloneSettings settings, MeterRegistry meters) {
    this.settings = settings;
    this.meters = meters;
  }

  void start() {
    try {
      startParts();
    } catch (IOException e) {
      close();
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      close();
      throw new IllegalStateException("interrupted while starting", e);
    } catch (RedisProcess.RedisStartException e) {
      close();
      throw new IllegalStateException(e.getMessage(), e);
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private void startParts()
      throws IOException, InterruptedException, RedisProcess.RedisStartException {
    NodeAgentConfig node = nodeConfig();
    String address = node.address();
    ClusterPki pki =
        ClusterPki.open(settings.state().resolve("pki"), List.of(node.nodeName(), address), clock);
    pki.admin();

    RedisStore store = openStore();
    ResourceServiceWiring resources = resourceService(pki, store, address);
    opened(resources);
    resources.start();

    GatewayWiring gateway =
        new GatewayWiring(
            GatewaySettings.on(settings.apiAddress(), settings.apiPort()),
            pki,
            GatewayAuthentication.of(pki, new CachedBoundObjects(resources.cache()), clock),
            resources.authorizer(),
            new InProcessRoute(resources.servlet(), new ChainResolver(resources.chain())),
            meters);
    opened(gateway);
    gateway.start();

    ClusterWiring cluster =
        new ClusterWiring(
            resources.clients(UserInfo.of("system:kube-controller-manager", List.of())),
            resources.feed(),
            new ClusterOptions(pki.clusterCaPem(), new ServedCatalog(resources.resources())),
            clock,
            meters);
    opened(cluster);
    cluster.start();

    ReplicationWiring replication =
        new ReplicationWiring(
            resources.clients(UserInfo.of("system:kube-controller-manager", List.of())),
            resources.feed(),
            clock,
            random,
            meters);
    opened(replication);
    replication.start();

    SchedulerWiring scheduler =
        new SchedulerWiring(
            resources.clients(UserInfo.of("system:kube-scheduler", List.of())),
            resources.feed(),
            clock,
            random,
            meters);
    opened(scheduler);
    scheduler.start();

    ServiceProxyWiring proxy =
        new ServiceProxyWiring(
            new ServiceProxyWiring.Config(
                settings.profile(), node.nodeName(), address, SERVICE_CIDR),
            resources.feed(),
            meters);
    opened(proxy);
    proxy.start();

    startNode(node, pki, resources);
    log.info("cluster {} is up", settings.profile());
  }

  private RedisStore openStore() throws RedisProcess.RedisStartException {
    RedisProcess redis =
        new RedisProcess(
            new RedisProcess.Settings(
                settings.redisServer(), settings.state().resolve("redis"), 0, REDIS_READY_WITHIN));
    opened(redis);
    redis.start();
    LettuceConnectionFactory connections = RedisConnections.open(redis.endpoint());
    opened(connections::destroy);
    RedisStore store = new RedisStore(connections, RedisSettings.STANDARD);
    opened(store);
    store.start(REDIS_READY_WITHIN);
    return store;
  }

  private ResourceServiceWiring resourceService(ClusterPki pki, RedisStore store, String address) {
    Schema schema = Schema.load();
    return new ResourceServiceWiring(
        ResourceServiceSettings.of(address + ":" + settings.apiPort()),
        store,
        schema,
        new MediaBodyCodec(schema),
        new BuiltinServedKinds(
            new BootstrapObjects.Cluster(
                pki.clusterCaPem(),
                pki.frontProxyCaPem(),
                address,
                settings.apiPort(),
                clock.instant()),
            cache -> GatewayAuthentication.of(pki, new CachedBoundObjects(cache), clock),
            new JwtTokenIssuer(pki.serviceAccountKey(), clock, UUID::randomUUID)),
        CallerIdentity.fromGateway(),
        AuditTrail.NONE,
        clock,
        random);
  }

  private NodeAgentConfig nodeConfig() throws IOException {
    String name =
        settings.nodeName().isEmpty()
            ? Files.readString(Path.of("/proc/sys/kernel/hostname"))
                .strip()
                .toLowerCase(java.util.Locale.ROOT)
            : settings.nodeName();
    return new NodeAgentConfig(
        settings.profile(),
        name,
        settings.nodeIp(),
        "",
        settings.state().resolve("node"),
        Path.of("/run/gantry", settings.profile()),
        settings.kubeletPort(),
        "",
        "",
        "cluster.local",
        NodeAgentConfig.Network.AUTO);
  }

  private void startNode(NodeAgentConfig node, ClusterPki pki, ResourceServiceWiring resources)
      throws IOException {
    NodeAgentWiring agent =
        new NodeAgentWiring(
            node,
            resources.clients(UserInfo.node(node.nodeName())).own("kubelet"),
            resources.feed(),
            resources.feed(),
            TlsContexts.of(
                pki.kubeletServing(node.nodeName(), List.of(node.address())), pki.clusterCa()),
            clock,
            meters);
    opened(() -> stop(agent));
    agent.start();
  }

  /** A {@code down} stops the pods' containers, unless it left word to keep them. */
  private void stop(NodeAgentWiring agent) throws Exception {
    if (Files.exists(settings.state().resolve("keep-containers"))) {
      agent.close();
    } else {
      agent.closeAndStopContainers(CONTAINERS_END_WITHIN);
    }
  }

  private void opened(AutoCloseable part) {
    started.push(part);
  }

  @Override
  public void close() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        log.warn("a part did not close", e);
      }
    }
  }
}
