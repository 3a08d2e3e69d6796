package io.gantry.cluster;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.ResourceObject;
import io.gantry.changefeed.ChangeFeed;
import io.gantry.changefeed.FeedFilter;
import io.gantry.cluster.control.Controller;
import io.gantry.cluster.control.Informers;
import io.gantry.cluster.control.ObjectWatches;
import io.gantry.cluster.control.QueueController;
import io.gantry.cluster.control.ServedResource;
import io.gantry.cluster.garbagecollector.GarbageCollector;
import io.gantry.cluster.namespace.NamespaceReconciler;
import io.gantry.cluster.rootca.RootCaReconciler;
import io.gantry.cluster.serviceaccount.ServiceAccountReconciler;
import io.gantry.controlruntime.ApiClients;
import io.gantry.controlruntime.ChangeHandler;
import io.gantry.controlruntime.ControlLoop;
import io.gantry.controlruntime.Informer;
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
public final class ClusterWiring implements AutoCloseable {
  private static final int FEW = 2;
  private static final int SOME = 5;
  private static final int MANY = 10;

  private final ApiClients clients;
  private final ClusterOptions options;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final Informers informers;
  private final ObjectWatches watches;
  private final List<Controller> controllers = new ArrayList<>();

  public ClusterWiring(
      ApiClients clients,
      ChangeFeed feed,
      ClusterOptions options,
      InstantSource clock,
      MeterRegistry meters) {
    this.clients = clients;
    this.options = options;
    this.clock = clock;
    this.meters = meters;
    this.informers = new Informers(feed);
    this.watches = new ObjectWatches(feed, options.catalog());
    serviceAccounts();
    rootCa();
    namespaces();
    add(
        new GarbageCollector(
            clients.controller("generic-garbage-collector"), watches, clock, meters));
  }

  private void serviceAccounts() {
    String name = "serviceaccount-controller";
    Informer<ResourceObject> namespaces = informers.of(Resources.NAMESPACES);
    Informer<ResourceObject> accounts = informers.of(Resources.SERVICE_ACCOUNTS);
    WorkQueue<String> queue = queue(name);
    namespaces.handle(ChangeHandler.latest(namespace -> queue.add(namespace.name())));
    accounts.handle(
        ChangeHandler.latest(
            account -> {
              if (account.name().equals(ServiceAccountReconciler.NAME)) {
                queue.add(account.namespace());
              }
            }));
    add(
        name,
        FEW,
        queue,
        new ServiceAccountReconciler(
            clients.controller("service-account-controller"), namespaces, accounts),
        namespaces,
        accounts);
  }

  private void rootCa() {
    String name = "root-ca-certificate-publisher-controller";
    Informer<ResourceObject> namespaces = informers.of(Resources.NAMESPACES);
    Informer<ResourceObject> maps =
        informers.of(
            Resources.CONFIG_MAPS, FeedFilter.field("metadata.name", RootCaReconciler.NAME));
    WorkQueue<String> queue = queue(name);
    namespaces.handle(ChangeHandler.latest(namespace -> queue.add(namespace.name())));
    maps.handle(ChangeHandler.latest(map -> queue.add(map.namespace())));
    add(
        name,
        FEW,
        queue,
        new RootCaReconciler(
            clients.controller("root-ca-cert-publisher"), namespaces, maps, options.rootCa()),
        namespaces,
        maps);
  }

  private void namespaces() {
    String name = "namespace-controller";
    Informer<ResourceObject> namespaces = informers.of(Resources.NAMESPACES);
    WorkQueue<String> queue = queue(name);
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
    add(
        name,
        MANY,
        queue,
        new NamespaceReconciler(
            clients.controller("namespace-controller"), options.catalog(), clock),
        namespaces);
  }

  private <K> WorkQueue<K> queue(String name) {
    return new WorkQueue<>(name, clock, meters);
  }

  private <K> void add(
      String name,
      int workers,
      WorkQueue<K> queue,
      Reconciler<K> reconciler,
      Informer<?>... needs) {
    add(
        new QueueController(
            name, new ControlLoop<>(name, workers, queue, reconciler, meters), List.of(needs)));
  }

  private void add(Controller controller) {
    if (!options.disabled().contains(controller.name())) {
      controllers.add(controller);
    }
  }

  /** The controllers that are switched on. */
  public List<Controller> controllers() {
    return List.copyOf(controllers);
  }

  public void start() {
    informers.start();
    watches.start();
    controllers.forEach(Controller::start);
  }

  @Override
  public void close() {
    controllers.reversed().forEach(Controller::close);
    watches.close();
    informers.close();
  }
}
