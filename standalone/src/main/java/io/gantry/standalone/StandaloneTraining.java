package io.gantry.standalone;

import io.gantry.apiaccess.UserInfo;
import io.gantry.apiaccess.pki.ClusterPki;
import io.gantry.apischema.Schema;
import io.gantry.nodeagent.NodeAgentConfig;
import io.gantry.nodeagent.NodeAgentWiring;
import io.gantry.nodeagent.docker.DockerAddress;
import io.gantry.nodeagent.docker.DockerRuntime;
import io.gantry.nodeagent.network.HostCommands;
import io.gantry.resource.store.MemoryStore;
import io.gantry.resource.store.ObjectStore;
import io.gantry.resource.store.redis.RedisConnections;
import io.gantry.resource.store.redis.RedisProcess;
import io.gantry.resource.store.redis.RedisSettings;
import io.gantry.resource.store.redis.RedisStore;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * A short life of a cluster from which the JVM learns what {@link StandaloneApplication} loads and
 * calls, for its ahead-of-time cache. It lives in a folder of its own on free ports of the
 * loopback, has no container engine, and changes nothing on the machine; its store is a Redis of
 * its own where there is one to start, else memory.
 */
public final class StandaloneTraining {
  private static final Logger log = LoggerFactory.getLogger(StandaloneTraining.class);
  private static final Duration REDIS_READY_WITHIN = Duration.ofSeconds(10);
  private static final String LOOPBACK = "127.0.0.1";
  private static final String NODE = "training";

  /** Reserved for documentation: objects name it (loopback is refused), nobody is asked there. */
  private static final String ADVERTISED = "192.0.2.1";

  private final Path folder;
  private final InstantSource clock = InstantSource.system();
  private final OpenedParts opened = new OpenedParts();

  private StandaloneTraining(Path folder) {
    this.folder = folder;
  }

  public static void main(String[] arguments) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory("gantry-training");
    try (ConfigurableApplicationContext spring =
        StandaloneApplication.application()
            .run("--gantry.state=" + folder, "--gantry.management-port=0")) {
      new StandaloneTraining(folder).run(spring.getBean(MeterRegistry.class));
    } finally {
      delete(folder);
    }
  }

  private void run(MeterRegistry meters) throws IOException, InterruptedException {
    try {
      ClusterPki pki = ClusterPki.open(folder.resolve("pki"), List.of(NODE), clock);
      ControlPlane control =
          new ControlPlane(
              new ControlPlane.Place(LOOPBACK, freePort(), ADVERTISED),
              pki,
              openStore(),
              Schema.load(),
              clock,
              meters);
      opened.add(control);
      control.start();
      startNode(control, meters);
      new TrainingRequests(pki, control.port()).send();
      log.info("trained");
    } finally {
      opened.close();
    }
  }

  /** The cluster's own endpoints name a port, so that it must be known before it is opened. */
  private static int freePort() throws IOException {
    try (ServerSocket any = new ServerSocket(0, 1, InetAddress.getByName(LOOPBACK))) {
      return any.getLocalPort();
    }
  }

  private ObjectStore openStore() {
    RedisProcess redis =
        new RedisProcess(
            new RedisProcess.Settings(
                "redis-server", folder.resolve("redis"), 0, REDIS_READY_WITHIN));
    try {
      redis.start();
    } catch (RedisProcess.RedisStartException e) {
      log.info("training in memory: {}", e.getMessage());
      return new MemoryStore();
    }
    opened.add(redis);
    LettuceConnectionFactory connections = RedisConnections.open(redis.endpoint());
    opened.add(connections::destroy);
    RedisStore store = new RedisStore(connections, RedisSettings.STANDARD);
    opened.add(store);
    return store;
  }

  private void startNode(ControlPlane control, MeterRegistry meters) {
    NodeAgentConfig config =
        new NodeAgentConfig(
            NODE,
            NODE,
            ADVERTISED,
            "",
            folder.resolve("node"),
            folder.resolve("run"),
            0,
            "",
            "",
            "cluster.local",
            NodeAgentConfig.Network.ROUTED);
    DockerAddress nowhere = DockerAddress.of("unix://" + folder.resolve("no-engine"), "");
    NodeAgentWiring agent =
        new NodeAgentWiring(
            config,
            new DockerRuntime(nowhere, NODE, NODE),
            new NoCommands(),
            control.resources().clients(UserInfo.node(NODE)).own("kubelet"),
            control.resources().feed(),
            control.resources().feed(),
            null,
            clock,
            meters);
    opened.add(agent);
    agent.start();
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /** Programs of a machine that is left as it is. */
  private static final class NoCommands implements HostCommands {
    @Override
    public void run(String input, List<String> command) {
      log.debug("not run: {}", command);
    }

    @Override
    public boolean has(String program) {
      return true;
    }

    @Override
    public boolean linkExists(String name) {
      return false;
    }
  }
}
