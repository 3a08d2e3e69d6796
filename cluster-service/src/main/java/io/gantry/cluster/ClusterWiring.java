package io.gantry.cluster;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.changefeed.ChangeFeed;
import io.gantry.changefeed.FeedFilter;
import io.gantry.cluster.clusterrole.AggregationReconciler;
import io.gantry.cluster.control.Controller;
import io.gantry.cluster.control.Informers;
import io.gantry.cluster.control.ObjectWatches;
import io.gantry.cluster.control.QueueController;
import io.gantry.cluster.control.ServedResource;
import io.gantry.cluster.garbagecollector.GarbageCollector;
import io.gantry.cluster.namespace.NamespaceReconciler;
import io.gantry.cluster.resourcequota.QuotaReconciler;
import io.gantry.cluster.rootca.RootCaReconciler;
import io.gantry.cluster.serviceaccount.ServiceAccountReconciler;
import io.gantry.cluster.ttlafterfinished.TtlAfterFinishedReconciler;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.ApiClients;
import io.gantry.controlruntime.ApiEventRecorder;
import io.gantry.controlruntime.ChangeHandler;
import io.gantry.controlruntime.ControlLoop;
import io.gantry.controlruntime.EventRecorder;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.LeadingProcess;
import io.gantry.controlruntime.Reconciler;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.WorkQueue;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;

/**
 * The cluster controllers, put together. Each writes as the ServiceAccount Kubernetes gives it.
 * Only one process at a time may have it started.
 */
public final class ClusterWiring implements LeadingProcess.Work {
  static final int FEW = 2;
  static final int SOME = 5;
  private static final int MANY = 10;

  private final Parts parts;
  private final ObjectWatches watches;

  public ClusterWiring(
      ApiClients clients,
      ChangeFeed feed,
      ClusterOptions options,
      InstantSource clock,
      MeterRegistry meters) {
    parts =
        new Parts(
            clients,
            options,
            clock,
            meters,
            new Informers(feed),
            new ArrayList<>(),
            new ArrayList<>());
    watches = new ObjectWatches(feed, options.catalog());
    serviceAccounts();
    rootCa();
    NodeControllers nodes = new NodeControllers(parts);
    nodes.nodeIpam();
    nodes.ttl();
    nodes.nodeLifecycle();
    nodes.taintEviction();
    nodes.podGc();
    ServiceControllers services = new ServiceControllers(parts);
    services.endpoints();
    services.endpointSlices();
    services.endpointSliceMirroring();
    clusterRoles();
    finishedJobs();
    quotas();
    namespaces();
    parts.add(
        new GarbageCollector(parts.client("generic-garbage-collector"), watches, clock, meters));
  }

  /**
   * What every controller is put together from.
   *
   * @param controllers those that are switched on
   */
  record Parts(
      ApiClients clients,
      ClusterOptions options,
      InstantSource clock,
      MeterRegistry meters,
      Informers informers,
      List<Controller> controllers,
      List<ApiEventRecorder> recorders) {

    ApiClient client(String serviceAccount) {
      return clients.controller(serviceAccount);
    }

    EventRecorder events(String serviceAccount, String component) {
      ApiEventRecorder recorder =
          new ApiEventRecorder(client(serviceAccount), component, "", clock, meters);
      recorders.add(recorder);
      return recorder;
    }

    <K> WorkQueue<K> queue(String name) {
      return new WorkQueue<>(name, clock, meters);
    }

    <K> void add(
        String name,
        int workers,
        WorkQueue<K> queue,
        Reconciler<K> reconciler,
        Informer<?>... needs) {
      add(
          new QueueController(
              name, new ControlLoop<>(name, workers, queue, reconciler, meters), List.of(needs)));
    }

    void add(Controller controller) {
      if (!options.disabled().contains(controller.name())) {
        controllers.add(controller);
      }
    }
  }

  private void serviceAccounts() {
    String name = "serviceaccount-controller";
    Informer<ResourceObject> namespaces = parts.informers().of(Resources.NAMESPACES);
    Informer<ResourceObject> accounts = parts.informers().of(Resources.SERVICE_ACCOUNTS);
    WorkQueue<String> queue = parts.queue(name);
    namespaces.handle(ChangeHandler.latest(namespace -> queue.add(namespace.name())));
    accounts.handle(
        ChangeHandler.latest(
            account -> {
              if (account.name().equals(ServiceAccountReconciler.NAME)) {
                queue.add(account.namespace());
              }
            }));
    parts.add(
        name,
        FEW,
        queue,
        new ServiceAccountReconciler(
            parts.client("service-account-controller"), namespaces, accounts),
        namespaces,
        accounts);
  }

  private void rootCa() {
    String name = "root-ca-certificate-publisher-controller";
    Informer<ResourceObject> namespaces = parts.informers().of(Resources.NAMESPACES);
    Informer<ResourceObject> maps =
        parts
            .informers()
            .of(Resources.CONFIG_MAPS, FeedFilter.field("metadata.name", RootCaReconciler.NAME));
    WorkQueue<String> queue = parts.queue(name);
    namespaces.handle(ChangeHandler.latest(namespace -> queue.add(namespace.name())));
    maps.handle(ChangeHandler.latest(map -> queue.add(map.namespace())));
    parts.add(
        name,
        FEW,
        queue,
        new RootCaReconciler(
            parts.client("root-ca-cert-publisher"), namespaces, maps, parts.options().rootCa()),
        namespaces,
        maps);
  }

  private void clusterRoles() {
    String name = "clusterrole-aggregation-controller";
    Informer<ResourceObject> roles = parts.informers().of(AggregationReconciler.CLUSTER_ROLES);
    WorkQueue<String> queue = parts.queue(name);
    // the handler may not wait for the sync: it looks at what is known so far, and each role that
    // comes later makes it look again
    roles.handle(
        ChangeHandler.latest(
            changed ->
                roles.list().stream()
                    .filter(AggregationReconciler::aggregates)
                    .forEach(role -> queue.add(role.name()))));
    parts.add(
        name,
        FEW,
        queue,
        new AggregationReconciler(parts.client("clusterrole-aggregation-controller"), roles),
        roles);
  }

  private void finishedJobs() {
    String name = "ttl-after-finished-controller";
    Informer<ResourceObject> jobs = parts.informers().of(Resources.JOBS);
    WorkQueue<ObjectKey> queue = parts.queue(name);
    jobs.handle(
        ChangeHandler.latest(
            job -> {
              if (TtlAfterFinishedReconciler.ends(job.tree()) != null) {
                queue.add(job.key());
              }
            }));
    parts.add(
        name,
        FEW,
        queue,
        new TtlAfterFinishedReconciler(
            parts.client("ttl-after-finished-controller"), parts.clock()),
        jobs);
  }

  private void quotas() {
    String name = "resourcequota-controller";
    Informer<ResourceObject> quotas = parts.informers().of(QuotaReconciler.QUOTAS);
    WorkQueue<ObjectKey> queue = parts.queue(name);
    quotas.handle(ChangeHandler.latest(quota -> queue.add(quota.key())));
    watches.observe(
        new ObjectWatches.Observer() {
          @Override
          public void snapshot(ServedResource resource, List<ResourceObject> objects) {}

          @Override
          public void changed(ServedResource resource, Change change) {
            boolean counts =
                change.type() != Change.Type.MODIFIED
                    || resource.resource().equals(Resources.PODS)
                    || resource.resource().equals(Resources.SERVICES)
                    || resource.resource().equals(Resources.PERSISTENT_VOLUME_CLAIMS);
            if (counts) {
              quotas
                  .inNamespace(change.object().namespace())
                  .forEach(quota -> queue.add(quota.key()));
            }
          }

          @Override
          public void dropped(ServedResource resource) {}
        });
    parts.add(
        name,
        SOME,
        queue,
        new QuotaReconciler(parts.client("resourcequota-controller"), parts.options().catalog()),
        quotas);
  }

  private void namespaces() {
    String name = "namespace-controller";
    Informer<ResourceObject> namespaces = parts.informers().of(Resources.NAMESPACES);
    WorkQueue<String> queue = parts.queue(name);
    namespaces.handle(
        ChangeHandler.latest(
            namespace -> {
              if (namespace.deleting()) {
                queue.add(namespace.name());
              }
            }));
    watches.observe(
        new ObjectWatches.Observer() {
          @Override
          public void snapshot(ServedResource resource, List<ResourceObject> objects) {}

          @Override
          public void changed(ServedResource resource, Change change) {
            String of = change.object().namespace();
            if (change.type() == Change.Type.DELETED
                && namespaces.get("", of).map(ResourceObject::deleting).orElse(false)) {
              queue.add(of);
            }
          }

          @Override
          public void dropped(ServedResource resource) {}
        });
    parts.add(
        name,
        MANY,
        queue,
        new NamespaceReconciler(
            parts.client("namespace-controller"), parts.options().catalog(), parts.clock()),
        namespaces);
  }

  /** The controllers that are switched on. */
  public List<Controller> controllers() {
    return List.copyOf(parts.controllers());
  }

  /** Returns at once; each controller begins when its caches are filled. */
  @Override
  public void start() {
    parts.recorders().forEach(ApiEventRecorder::start);
    parts.informers().start();
    watches.start();
    parts.controllers().forEach(Controller::start);
  }

  /** Whether every controller has begun to work. */
  @Override
  public boolean ready() {
    return parts.controllers().stream().allMatch(Controller::running);
  }

  /** Subscribes to the feeds but starts no thread: a simulation calls the controllers' steps. */
  void startByHand() {
    parts.informers().start();
    watches.follow();
  }

  /** Stores the events that wait, in the calling thread. */
  void storeEvents() throws InterruptedException {
    for (ApiEventRecorder recorder : parts.recorders()) {
      recorder.drain();
    }
  }

  @Override
  public void close() {
    parts.controllers().reversed().forEach(Controller::close);
    watches.close();
    parts.informers().close();
    parts.recorders().forEach(ApiEventRecorder::close);
  }
}
