package io.gantry.standalone;

import io.gantry.apiaccess.UserInfo;
import io.gantry.apiaccess.authentication.JwtTokenIssuer;
import io.gantry.apiaccess.pki.ClusterPki;
import io.gantry.apischema.Schema;
import io.gantry.apischema.codec.MediaBodyCodec;
import io.gantry.cluster.ClusterOptions;
import io.gantry.cluster.ClusterWiring;
import io.gantry.gateway.GatewayAuthentication;
import io.gantry.gateway.GatewaySettings;
import io.gantry.gateway.GatewayWiring;
import io.gantry.gateway.route.InProcessRoute;
import io.gantry.replication.ReplicationWiring;
import io.gantry.resource.kinds.BootstrapObjects;
import io.gantry.resource.machinery.chain.AuditTrail;
import io.gantry.resource.server.BuiltinServedKinds;
import io.gantry.resource.server.CachedBoundObjects;
import io.gantry.resource.server.CallerIdentity;
import io.gantry.resource.server.ResourceServiceSettings;
import io.gantry.resource.server.ResourceServiceWiring;
import io.gantry.resource.store.MeteredStore;
import io.gantry.resource.store.ObjectStore;
import io.gantry.scheduler.SchedulerWiring;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** API, front door and controllers on a store, whatever the store and wherever the pods run. */
final class ControlPlane implements AutoCloseable {
  private static final UserInfo CONTROLLERS =
      UserInfo.of("system:kube-controller-manager", List.of());
  private static final UserInfo SCHEDULER = UserInfo.of("system:kube-scheduler", List.of());

  /**
   * @param listen what the API listens on
   * @param port the API's; 0 takes a free one
   * @param advertised the address the cluster is told
   */
  record Place(String listen, int port, String advertised) {}

  private final OpenedParts opened = new OpenedParts();
  private final InstantSource clock;
  private final ResourceServiceWiring resources;
  private final GatewayWiring gateway;
  private final ClusterWiring cluster;
  private final ReplicationWiring replication;
  private final SchedulerWiring scheduler;

  ControlPlane(
      Place place,
      ClusterPki pki,
      ObjectStore store,
      Schema schema,
      InstantSource clock,
      MeterRegistry meters)
      throws IOException {
    this.clock = clock;
    RandomGenerator random = new SecureRandom();
    MeteredStore metered = new MeteredStore(store, meters);
    resources = resourceService(place, pki, metered, schema, random);
    resources.meter(meters, metered::heardOf);
    gateway =
        new GatewayWiring(
            GatewaySettings.on(place.listen(), place.port()),
            pki,
            GatewayAuthentication.of(pki, new CachedBoundObjects(resources.cache()), clock),
            resources.authorizer(),
            new InProcessRoute(resources.servlet(), new ChainResolver(resources.chain())),
            meters);
    cluster =
        new ClusterWiring(
            resources.clients(CONTROLLERS),
            resources.feed(),
            new ClusterOptions(pki.clusterCaPem(), new ServedCatalog(resources.resources())),
            clock,
            meters);
    replication =
        new ReplicationWiring(
            resources.clients(CONTROLLERS), resources.feed(), clock, random, meters);
    scheduler =
        new SchedulerWiring(resources.clients(SCHEDULER), resources.feed(), clock, random, meters);
  }

  private ResourceServiceWiring resourceService(
      Place place, ClusterPki pki, ObjectStore store, Schema schema, RandomGenerator random) {
    return new ResourceServiceWiring(
        ResourceServiceSettings.of(place.advertised() + ":" + place.port(), true),
        store,
        schema,
        new MediaBodyCodec(schema),
        new BuiltinServedKinds(
            new BootstrapObjects.Cluster(
                pki.clusterCaPem(),
                pki.frontProxyCaPem(),
                place.advertised(),
                place.port(),
                clock.instant()),
            cache -> GatewayAuthentication.of(pki, new CachedBoundObjects(cache), clock),
            new JwtTokenIssuer(pki.serviceAccountKey(), clock, UUID::randomUUID)),
        CallerIdentity.fromGateway(),
        AuditTrail.NONE,
        clock,
        random);
  }

  /** Serves when this returns. */
  void start() throws IOException, InterruptedException {
    opened.add(resources);
    resources.start();
    opened.add(gateway);
    gateway.start();
    opened.add(cluster);
    cluster.start();
    opened.add(replication);
    replication.start();
    opened.add(scheduler);
    scheduler.start();
  }

  ResourceServiceWiring resources() {
    return resources;
  }

  /** The port the API listens on. */
  int port() {
    return gateway.port();
  }

  @Override
  public void close() {
    opened.close();
  }
}
