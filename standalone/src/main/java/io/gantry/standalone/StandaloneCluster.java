package io.gantry.standalone;

import io.gantry.apiaccess.UserInfo;
import io.gantry.apiaccess.pki.ClusterPki;
import io.gantry.apiaccess.pki.TlsContexts;
import io.gantry.apischema.Schema;
import io.gantry.nodeagent.NodeAgentConfig;
import io.gantry.nodeagent.NodeAgentWiring;
import io.gantry.resource.server.ResourceServiceWiring;
import io.gantry.resource.store.redis.RedisConnections;
import io.gantry.resource.store.redis.RedisProcess;
import io.gantry.resource.store.redis.RedisSettings;
import io.gantry.resource.store.redis.RedisStore;
import io.gantry.serviceproxy.ServiceProxyWiring;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
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
  private final OpenedParts opened = new OpenedParts();
  private Beside<NodeAgentConfig> nodeStart;

  StandaloneCluster(StandaloneSettings settings, MeterRegistry meters) {
    this.settings = settings;
    this.meters = meters;
  }

  /** The API serves when this returns; proxy and node start meanwhile. */
  void start() {
    started(this::startControlPlane);
  }

  /** Until the node's parts run, too. */
  void awaitNode() {
    started(
        () -> {
          nodeStart.get();
          log.info("cluster {} is up", settings.profile());
        });
  }

  /** What is started so far is closed when more cannot be. */
  private void started(Step step) {
    try {
      step.run();
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

  private interface Step {
    void run() throws IOException, InterruptedException, RedisProcess.RedisStartException;
  }

  private void startControlPlane()
      throws IOException, InterruptedException, RedisProcess.RedisStartException {
    NodeAgentConfig node = nodeConfig();
    Beside<Schema> schema = Beside.of("schema", Schema::load);
    Beside<ClusterPki> certificates = Beside.of("pki", () -> openPki(node));
    RedisStore store = openStore();
    ClusterPki pki = certificates.get();

    ControlPlane control =
        new ControlPlane(
            new ControlPlane.Place(settings.apiAddress(), settings.apiPort(), node.address()),
            pki,
            store,
            schema.get(),
            clock,
            meters);
    opened.add(control);
    control.start();
    nodeStart =
        Beside.of(
            "node",
            () -> {
              startNode(node, pki, control.resources());
              startProxy(node, control.resources());
              return node;
            });
  }

  private ClusterPki openPki(NodeAgentConfig node) throws IOException {
    ClusterPki pki =
        ClusterPki.open(
            settings.state().resolve("pki"), List.of(node.nodeName(), node.address()), clock);
    pki.admin();
    return pki;
  }

  private RedisStore openStore() throws RedisProcess.RedisStartException {
    RedisProcess redis =
        new RedisProcess(
            new RedisProcess.Settings(
                settings.redisServer(), settings.state().resolve("redis"), 0, REDIS_READY_WITHIN));
    opened.add(redis);
    redis.start();
    LettuceConnectionFactory connections = RedisConnections.open(redis.endpoint());
    opened.add(connections::destroy);
    RedisStore store = new RedisStore(connections, RedisSettings.STANDARD);
    opened.add(store);
    store.start(REDIS_READY_WITHIN);
    return store;
  }

  private void startProxy(NodeAgentConfig node, ResourceServiceWiring resources) {
    ServiceProxyWiring proxy =
        new ServiceProxyWiring(
            new ServiceProxyWiring.Config(
                settings.profile(), node.nodeName(), node.address(), SERVICE_CIDR),
            resources.feed(),
            meters);
    opened.add(proxy);
    proxy.start();
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
    opened.add(() -> stop(agent));
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

  @Override
  public void close() {
    opened.close();
  }
}
