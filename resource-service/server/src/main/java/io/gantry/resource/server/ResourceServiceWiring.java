package io.gantry.resource.server;

import io.gantry.apiaccess.Authorizer;
import io.gantry.apiaccess.UnionAuthorizer;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apiaccess.node.NodeAuthorizer;
import io.gantry.apiaccess.node.NodeGraphStore;
import io.gantry.apiaccess.node.NodeRules;
import io.gantry.apiaccess.rbac.RbacAuthorizer;
import io.gantry.apiaccess.rbac.RbacPolicyStore;
import io.gantry.apischema.BodyCodec;
import io.gantry.apischema.SchemaRegistry;
import io.gantry.apischema.openapi.OpenApiDocuments;
import io.gantry.changefeed.Backoff;
import io.gantry.changefeed.ChangeFeed;
import io.gantry.resource.machinery.ApiHandler;
import io.gantry.resource.machinery.ResourceRegistry;
import io.gantry.resource.machinery.access.AccessCheck;
import io.gantry.resource.machinery.chain.ApiChain;
import io.gantry.resource.machinery.chain.AuditTrail;
import io.gantry.resource.machinery.chain.Dispatcher;
import io.gantry.resource.machinery.content.Renderer;
import io.gantry.resource.machinery.discovery.DiscoveryHandler;
import io.gantry.resource.machinery.discovery.DocumentHandler;
import io.gantry.resource.machinery.discovery.HealthHandler;
import io.gantry.resource.machinery.discovery.OpenApiHandler;
import io.gantry.resource.machinery.discovery.ServedResources;
import io.gantry.resource.machinery.discovery.ServerVersion;
import io.gantry.resource.machinery.verbs.Admission;
import io.gantry.resource.machinery.verbs.GenericVerbs;
import io.gantry.resource.machinery.verbs.VerbEnvironment;
import io.gantry.resource.store.ObjectStore;
import io.gantry.resource.store.WatchCache;
import io.gantry.resource.store.Window;
import io.gantry.resource.store.cache.LogTailCache;
import io.gantry.resource.store.feed.InProcessFeed;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;

/**
 * The resource service's objects and how they hang together.
 *
 * <pre>
 *   constructed → start(): cache, policy, bootstrap objects → ready → close() in reverse
 * </pre>
 *
 * The store is opened before and closed after by whoever made it.
 */
public final class ResourceServiceWiring implements AutoCloseable {
  private static final UserInfo SELF = UserInfo.of("system:apiserver", List.of("system:masters"));

  private final ResourceServiceSettings settings;
  private final LogTailCache cache;
  private final ChangeFeed feed;
  private final RbacPolicyStore policy = new RbacPolicyStore();
  private final Authorizer authorizer;
  private final NodeGraphStore nodes = new NodeGraphStore();
  private final List<PolicyFeed> policyFeeds;
  private final ResourceRegistry resources;
  private final ServedKinds kinds;
  private final ApiHandler chain;
  private final ResourceServlet servlet;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("watch-timer").factory());
  private final WatchWriters writers = new WatchWriters(Runtime.getRuntime().availableProcessors());
  private volatile boolean ready;

  /**
   * @param identity how the servlet learns who asks
   * @param random safe to use by many threads at once
   */
  public ResourceServiceWiring(
      ResourceServiceSettings settings,
      ObjectStore store,
      SchemaRegistry schemas,
      BodyCodec codec,
      ServedKinds.Factory kindsFactory,
      CallerIdentity identity,
      AuditTrail audit,
      InstantSource clock,
      RandomGenerator random) {
    this.settings = settings;
    cache = new LogTailCache(store, Window.STANDARD, clock, settings.ownsStore());
    feed = new InProcessFeed(cache, Backoff.standard(random::nextDouble));
    policyFeeds =
        List.of(
            new PolicyFeed(feed, RbacPolicyStore.RESOURCES, policy::replace, policy::apply),
            new PolicyFeed(feed, NodeGraphStore.RESOURCES, nodes::replace, nodes::apply));
    authorizer =
        new UnionAuthorizer(
            new NodeAuthorizer(nodes, NodeRules.load()), new RbacAuthorizer(policy));
    kinds = kindsFactory.make(authorizer, policy, cache, clock);
    resources = new FixedResources(kinds.resources());
    AccessCheck access = new AccessCheck(authorizer);
    GenericVerbs verbs =
        new GenericVerbs(
            new VerbEnvironment(
                cache,
                resources,
                schemas,
                codec,
                access,
                new Admission(kinds.admission()),
                new Renderer(clock),
                clock,
                random,
                timer));
    DocumentHandler documents =
        new DocumentHandler(
            new DiscoveryHandler(resources, settings.serverAddress()),
            new OpenApiHandler(
                new OpenApiDocuments(schemas, new ServedResources(resources)), clock),
            new HealthHandler(
                List.of(
                    new HealthHandler.Check("ping", false, () -> true),
                    new HealthHandler.Check("store", true, cache::isStoreThere),
                    new HealthHandler.Check("bootstrap", true, () -> ready))),
            ServerVersion.CURRENT);
    chain =
        new ApiChain(
            settings.maxInFlight(), access, audit, new Dispatcher(resources, verbs, documents));
    servlet = new ResourceServlet(chain, identity, writers);
  }

  /** Serves when this returns. */
  public void start() throws InterruptedException {
    cache.start();
    for (PolicyFeed policyFeed : policyFeeds) {
      if (!policyFeed.start(settings.startWithin())) {
        throw new IllegalStateException("the access policy could not be read in time");
      }
    }
    kinds.bootstrap().accept(clients(SELF).own("kube-apiserver"));
    ready = true;
  }

  /** For HTTP: register as asynchronous, or call {@code service} with the user as attribute. */
  public ResourceServlet servlet() {
    return servlet;
  }

  /** For callers in this JVM that bring calls of their own, such as a gateway's node streams. */
  public ApiHandler chain() {
    return chain;
  }

  /** The API for a service in this JVM. */
  public InProcessApiClients clients(UserInfo identity) {
    return new InProcessApiClients(chain, identity);
  }

  /** The change feed for services in this JVM. */
  public ChangeFeed feed() {
    return feed;
  }

  /** What is served. */
  public ResourceRegistry resources() {
    return resources;
  }

  public WatchCache cache() {
    return cache;
  }

  /**
   * The cache's gauges.
   *
   * @param storeRevision the newest revision that the store was heard to have
   */
  public void meter(MeterRegistry meters, LongSupplier storeRevision) {
    cache.meter(meters, storeRevision);
  }

  public Authorizer authorizer() {
    return authorizer;
  }

  public boolean isReady() {
    return ready;
  }

  @Override
  public void close() {
    ready = false;
    policyFeeds.forEach(PolicyFeed::close);
    timer.shutdownNow();
    cache.close();
  }
}
