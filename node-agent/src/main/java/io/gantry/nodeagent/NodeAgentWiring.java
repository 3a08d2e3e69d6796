package io.gantry.nodeagent;

import io.gantry.changefeed.ChangeFeed;
import io.gantry.changefeed.FeedFilter;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.ApiEventRecorder;
import io.gantry.controlruntime.ControlLoop;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.WorkQueue;
import io.gantry.nodeagent.containers.ApiConfigSource;
import io.gantry.nodeagent.containers.ConfigSource;
import io.gantry.nodeagent.containers.ServiceVariables;
import io.gantry.nodeagent.docker.DockerAddress;
import io.gantry.nodeagent.docker.DockerRuntime;
import io.gantry.nodeagent.images.ImagePuller;
import io.gantry.nodeagent.network.DockerBridge;
import io.gantry.nodeagent.network.HostCommands;
import io.gantry.nodeagent.network.PeerRoutes;
import io.gantry.nodeagent.network.PodNetwork;
import io.gantry.nodeagent.network.RoutedVeth;
import io.gantry.nodeagent.node.HostFacts;
import io.gantry.nodeagent.node.MachineFacts;
import io.gantry.nodeagent.node.NodeControl;
import io.gantry.nodeagent.node.NodeIdentity;
import io.gantry.nodeagent.pod.PodEvents;
import io.gantry.nodeagent.pods.CgroupParents;
import io.gantry.nodeagent.pods.ContainerStarter;
import io.gantry.nodeagent.pods.ContainerStops;
import io.gantry.nodeagent.pods.PodCgroups;
import io.gantry.nodeagent.pods.PodParts;
import io.gantry.nodeagent.pods.PodReconciler;
import io.gantry.nodeagent.pods.PodRelist;
import io.gantry.nodeagent.pods.PodTable;
import io.gantry.nodeagent.pods.SandboxControl;
import io.gantry.nodeagent.pods.TerminationMessages;
import io.gantry.nodeagent.probes.HttpCaller;
import io.gantry.nodeagent.probes.LifecycleHooks;
import io.gantry.nodeagent.probes.ProbeWorkers;
import io.gantry.nodeagent.probes.Prober;
import io.gantry.nodeagent.runtime.ContainerKind;
import io.gantry.nodeagent.runtime.ContainerRuntime;
import io.gantry.nodeagent.runtime.ContainerSummary;
import io.gantry.nodeagent.runtime.ObservedContainer;
import io.gantry.nodeagent.runtime.RuntimeGoneException;
import io.gantry.nodeagent.runtime.RuntimeListener;
import io.gantry.nodeagent.server.KubeletServer;
import io.gantry.nodeagent.server.PodLookup;
import io.gantry.nodeagent.status.PodStatusWriter;
import io.gantry.nodeagent.volumes.PodFiles;
import io.gantry.nodeagent.volumes.PodTokens;
import io.gantry.nodeagent.volumes.VolumeControl;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All parts of a node agent, and the order they start and stop in. */
public final class NodeAgentWiring implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(NodeAgentWiring.class);

  /** Measured: with more, the engine makes no more containers per second. */
  private static final int POD_WORKERS = 8;

  private final NodeAgentConfig config;
  private final ChangeFeed feed;
  private final ChangeFeed peers;
  private final ContainerRuntime runtime;
  private final ApiEventRecorder events;
  private final ServiceVariables services = new ServiceVariables();
  private final PodNetwork network;
  private final NodeControl node;
  private final PodTable table;
  private final PodStatusWriter statuses;
  private final ControlLoop<String> workers;
  private final PodRelist relist;
  private final KubeletServer server;
  private final PeerRoutes routes;
  private final List<AutoCloseable> subscriptions = new ArrayList<>();

  /**
   * @param api as {@code system:node:<name>}
   * @param feed of the same identity: pods of this node, services
   * @param peers of an identity that may read all nodes, as a network plugin's; a node may read
   *     itself alone
   * @param tls of the kubelet API: trusts the gateway; null for plain HTTP, in tests only
   */
  public NodeAgentWiring(
      NodeAgentConfig config,
      ApiClient api,
      ChangeFeed feed,
      ChangeFeed peers,
      SSLContext tls,
      InstantSource clock,
      MeterRegistry meters) {
    this(
        config,
        new DockerRuntime(
            DockerAddress.of(config.dockerHost(), System.getenv("DOCKER_HOST")),
            config.cluster(),
            config.nodeName()),
        HostCommands.real(List.of()),
        api,
        feed,
        peers,
        tls,
        clock,
        meters);
  }

  /** The same on another engine. */
  public NodeAgentWiring(
      NodeAgentConfig config,
      ContainerRuntime runtime,
      HostCommands commands,
      ApiClient api,
      ChangeFeed feed,
      ChangeFeed peers,
      SSLContext tls,
      InstantSource clock,
      MeterRegistry meters) {
    this.config = config;
    this.feed = feed;
    this.peers = peers;
    this.runtime = runtime;
    String ip = config.address();
    boolean routed = routed(config, commands);
    this.network =
        routed
            ? new RoutedVeth(commands, config.cluster(), ip, this::podCidr)
            : new DockerBridge(runtime);
    this.events = new ApiEventRecorder(api, "kubelet", config.nodeName(), clock, meters);
    PodEvents podEvents = new PodEvents(events);
    MachineFacts machine = MachineFacts.read(config.stateDir());
    this.node =
        new NodeControl(
            api,
            runtime,
            events,
            new NodeIdentity(config.nodeName(), ip, config.kubeletPort(), config.podCidr()),
            machine,
            network::notReady,
            clock,
            meters);
    HostFacts facts =
        new HostFacts(
            node::view, config.clusterDns(), config.clusterDomain(), HostFacts.mayLowerOomScore());
    this.statuses = new PodStatusWriter(api, clock, meters);

    WorkQueue<String> queue = new WorkQueue<>("pods", clock, meters);
    this.table = new PodTable(queue::add);
    ConfigSource configs = new ApiConfigSource(api);
    PodFiles files = new PodFiles(config.stateDir(), config.volatileDir());
    VolumeControl volumes = new VolumeControl(files, configs, new PodTokens(api, clock), clock);
    ImagePuller images = new ImagePuller(runtime, configs, podEvents, clock);
    CgroupParents cgroups = new PodCgroups(config.cluster(), config.nodeName());
    HttpCaller http = HttpCaller.real();
    LifecycleHooks hooks = new LifecycleHooks(runtime, http);
    PodParts parts =
        new PodParts(
            table,
            runtime,
            new SandboxControl(runtime, network, files, cgroups, facts),
            new ContainerStarter(
                runtime, images, volumes, files, configs, services, cgroups, hooks, facts,
                podEvents, clock),
            new ContainerStops(runtime, hooks, podEvents, clock),
            new ProbeWorkers(new Prober(runtime, http), podEvents, clock, queue::add),
            volumes,
            images,
            statuses,
            new TerminationMessages(runtime),
            facts,
            podEvents,
            clock);
    this.workers =
        new ControlLoop<>("pods", POD_WORKERS, queue, new PodReconciler(parts, queue::add), meters);
    this.relist = new PodRelist(runtime, queue::add);
    this.server =
        new KubeletServer(
            config.kubeletPort(),
            tls,
            new PodLookup(table::find, table::all, runtime),
            runtime,
            clock);
    this.routes = new PeerRoutes(commands, config.nodeName(), routed, node::seen, node::gone);
  }

  private String podCidr() {
    return node == null ? config.podCidr() : node.podCidr();
  }

  private static boolean routed(NodeAgentConfig config, HostCommands commands) {
    return switch (config.network()) {
      case ROUTED -> true;
      case BRIDGE -> false;
      case AUTO -> commands.has("ip") && commands.has("nsenter");
    };
  }

  /** The API must answer; Docker need not. */
  public void start() {
    events.start();
    server.start();
    node.start();
    subscriptions.add(peers.subscribe(Resources.NODES, routes));
    subscriptions.add(feed.subscribe(Resources.SERVICES, services));
    statuses.start();
    adoptAddresses();
    subscriptions.add(
        feed.subscribe(
            Resources.PODS, FeedFilter.field("spec.nodeName", config.nodeName()), table));
    workers.start();
    relist.start();
    subscriptions.add(
        runtime.watch(
            new RuntimeListener() {
              @Override
              public void podChanged(String podUid) {
                relist.podChanged(podUid);
              }

              @Override
              public void resynchronize() {
                adoptAddresses();
                relist.resynchronize();
              }
            }));
  }

  /** No new pod may get an address that a running one has. */
  private void adoptAddresses() {
    try {
      List<ObservedContainer> sandboxes = new ArrayList<>();
      for (ContainerSummary container : runtime.list()) {
        if (container.kind() == ContainerKind.SANDBOX) {
          Optional<ObservedContainer> sandbox = runtime.inspect(container.id());
          sandbox.ifPresent(sandboxes::add);
        }
      }
      network.adopt(sandboxes);
    } catch (RuntimeGoneException e) {
      LOG.info("Docker does not answer yet");
    }
  }

  /** The port the kubelet API listens on. */
  public int kubeletPort() {
    return server.port();
  }

  /** Stops the agent; containers run on and are adopted by the next one. */
  @Override
  public void close() {
    for (AutoCloseable subscription : subscriptions.reversed()) {
      try {
        subscription.close();
      } catch (Exception e) {
        LOG.warn("A subscription did not close", e);
      }
    }
    relist.close();
    server.close();
    workers.close();
    statuses.close();
    node.close();
    events.close();
    runtime.close();
  }

  /** Stops the agent, then all its containers, each with at most so much time to end by itself. */
  public void closeAndStopContainers(Duration grace) {
    for (AutoCloseable subscription : subscriptions.reversed()) {
      try {
        subscription.close();
      } catch (Exception e) {
        LOG.warn("A subscription did not close", e);
      }
    }
    subscriptions.clear();
    workers.close();
    new ContainerShutdown(runtime, InstantSource.system()).stopAll(grace);
    close();
  }

  /** When the agent was last seen to be up; for health endpoints. */
  public boolean synced() {
    return table.synced();
  }
}
