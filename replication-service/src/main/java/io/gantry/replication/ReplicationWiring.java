package io.gantry.replication;

import io.gantry.changefeed.ChangeFeed;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.ApiClients;
import io.gantry.controlruntime.ApiEventRecorder;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.LeadingProcess;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.SlowStart;
import io.gantry.replication.daemonset.DaemonSet;
import io.gantry.replication.daemonset.DaemonSetController;
import io.gantry.replication.daemonset.Node;
import io.gantry.replication.deployment.Deployment;
import io.gantry.replication.deployment.DeploymentController;
import io.gantry.replication.job.Job;
import io.gantry.replication.job.JobController;
import io.gantry.replication.replicaset.ReplicaSetController;
import io.gantry.replication.replicationcontroller.ReplicationControllers;
import io.gantry.replication.revision.Revision;
import io.gantry.replication.workload.ControllerContext;
import io.gantry.replication.workload.OwnedIndex;
import io.gantry.replication.workload.Pod;
import io.gantry.replication.workload.ReplicaSet;
import io.gantry.replication.workload.WorkloadController;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The workload controllers, wired: one informer per resource, shared; one identity, event recorder
 * and loop per controller.
 *
 * <pre>
 *   made ──start──► waiting for the first snapshots ──► ready: loops run ──close──► over
 * </pre>
 */
public final class ReplicationWiring implements LeadingProcess.Work {
  private static final Logger log = LoggerFactory.getLogger(ReplicationWiring.class);
  private static final Duration ASK_AGAIN = Duration.ofSeconds(10);

  /** Every object is looked at again after ten to twenty minutes, whatever the feed said. */
  private static final Duration RESYNC = Duration.ofMinutes(10);

  private final ApiClients clients;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final MeterRegistry meters;
  private final ReplicationOptions options;
  private final List<Informer<?>> informers = new ArrayList<>();
  private final List<ApiEventRecorder> recorders = new ArrayList<>();
  private final List<WorkloadController> controllers = new ArrayList<>();
  private volatile boolean ready;
  private Thread runner;

  public ReplicationWiring(
      ApiClients clients,
      ChangeFeed feed,
      InstantSource clock,
      RandomGenerator random,
      MeterRegistry meters) {
    this(clients, feed, clock, random, meters, ReplicationOptions.USUAL);
  }

  public ReplicationWiring(
      ApiClients clients,
      ChangeFeed feed,
      InstantSource clock,
      RandomGenerator random,
      MeterRegistry meters,
      ReplicationOptions options) {
    this.clients = clients;
    this.clock = clock;
    this.random = random;
    this.meters = meters;
    this.options = options;

    Informer<Pod> pods = informer(OwnedIndex.on(Informer.of(feed, Resources.PODS, Pod::of)));
    Informer<ReplicaSet> replicaSets = sets(feed, ReplicaSet.Flavor.REPLICA_SET);
    Informer<ReplicaSet> replicationControllers =
        sets(feed, ReplicaSet.Flavor.REPLICATION_CONTROLLER);
    Informer<Deployment> deployments =
        informer(Informer.of(feed, Resources.DEPLOYMENTS, Deployment::of));

    add(
        ReplicaSet.Flavor.REPLICATION_CONTROLLER.controllerName(),
        context -> ReplicationControllers.controller(context, replicationControllers, pods));
    add(
        ReplicaSet.Flavor.REPLICA_SET.controllerName(),
        context ->
            new ReplicaSetController(ReplicaSet.Flavor.REPLICA_SET, context, replicaSets, pods));
    add(
        DeploymentController.NAME,
        context -> new DeploymentController(context, deployments, replicaSets, pods));

    Informer<Revision> revisions =
        informer(OwnedIndex.on(Informer.of(feed, Resources.CONTROLLER_REVISIONS, Revision::of)));
    Informer<Node> nodes = informer(Informer.of(feed, Resources.NODES, Node::of));
    Informer<DaemonSet> daemonSets =
        informer(Informer.of(feed, Resources.DAEMON_SETS, DaemonSet::of));
    add(
        DaemonSetController.NAME,
        DaemonSetController.EVENT_SOURCE,
        context -> new DaemonSetController(context, daemonSets, pods, nodes, revisions));

    Informer<Job> jobs = informer(Informer.of(feed, Resources.JOBS, Job::of));
    add(JobController.NAME, context -> new JobController(context, jobs, pods));
  }

  private Informer<ReplicaSet> sets(ChangeFeed feed, ReplicaSet.Flavor flavor) {
    return informer(OwnedIndex.on(Informer.of(feed, flavor.resource(), flavor::view)));
  }

  private <T> Informer<T> informer(Informer<T> informer) {
    informers.add(informer);
    return informer;
  }

  private void add(String name, Function<ControllerContext, WorkloadController> make) {
    add(name, name, make);
  }

  private void add(
      String name, String eventSource, Function<ControllerContext, WorkloadController> make) {
    if (options.switchedOff().contains(name)) {
      return;
    }
    ApiClient client = clients.controller(name);
    ApiEventRecorder events = new ApiEventRecorder(client, eventSource, "", clock, meters);
    recorders.add(events);
    controllers.add(
        make.apply(
            new ControllerContext(
                client, events, new SlowStart(options.batches()), clock, meters)));
  }

  /** The controllers that are switched on. */
  public List<WorkloadController> controllers() {
    return List.copyOf(controllers);
  }

  public List<ApiEventRecorder> recorders() {
    return List.copyOf(recorders);
  }

  /** Subscribes to the feed, without starting any loop; {@link #start} does it too. */
  public void startInformers() {
    informers.forEach(Informer::start);
  }

  /** Returns at once; the loops start by themselves when the first snapshots have come. */
  @Override
  public void start() {
    startInformers();
    recorders.forEach(ApiEventRecorder::start);
    runner = Thread.ofVirtual().name("replication").start(this::run);
  }

  /** Whether the controllers work. */
  @Override
  public boolean ready() {
    return ready;
  }

  private void run() {
    try {
      for (Informer<?> informer : informers) {
        while (!informer.awaitSync(ASK_AGAIN)) {
          log.info("still waiting for the first snapshot of {}", informer.resource().resource());
        }
      }
      controllers.forEach(controller -> controller.loop().start());
      ready = true;
      log.info("controllers run: {}", controllers.stream().map(WorkloadController::name).toList());
      while (true) {
        Thread.sleep(RESYNC.plusMillis(random.nextLong(RESYNC.toMillis())));
        controllers.forEach(WorkloadController::enqueueAll);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    ready = false;
    if (runner != null) {
      runner.interrupt();
      try {
        runner.join(ASK_AGAIN);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
    controllers.forEach(controller -> controller.loop().close());
    informers.forEach(Informer::close);
    recorders.forEach(ApiEventRecorder::close);
  }
}
