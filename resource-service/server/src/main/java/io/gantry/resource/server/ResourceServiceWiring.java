package io.gantry.resource.server;

import io.gantry.apiaccess.Authenticator;
import io.gantry.apiaccess.Authorizer;
import io.gantry.apiaccess.UnionAuthorizer;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apiaccess.node.NodeAuthorizer;
import io.gantry.apiaccess.node.NodeGraphStore;
import io.gantry.apiaccess.node.NodeRules;
import io.gantry.apiaccess.rbac.RbacAuthorizer;
import io.gantry.apiaccess.rbac.RbacPolicyStore;
import io.gantry.apischema.openapi.OpenApiDocuments;
import io.gantry.changefeed.Backoff;
import io.gantry.changefeed.ChangeFeed;
import io.gantry.resource.kinds.BootstrapObjects;
import io.gantry.resource.kinds.BootstrapReconciler;
import io.gantry.resource.kinds.BuiltinResources;
import io.gantry.resource.kinds.KindPorts;
import io.gantry.resource.kinds.admission.AdmissionPlugins;
import io.gantry.resource.machinery.ApiHandler;
import io.gantry.resource.machinery.ResourceRegistry;
import io.gantry.resource.machinery.access.AccessCheck;
import io.gantry.resource.machinery.chain.ApiChain;
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
import io.gantry.resource.store.WatchCache;
import io.gantry.resource.store.Window;
import io.gantry.resource.store.cache.LogTailCache;
import io.gantry.resource.store.feed.InProcessFeed;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.locks.LockSupport;

/**
 * The resource service's objects and how they hang together.
 *
 * <pre>
 *   constructed → start(): cache, policy, bootstrap objects → ready → close() in reverse
 * </pre>
 */
public final class ResourceServiceWiring implements AutoCloseable {
  private static final UserInfo SELF = UserInfo.of("system:apiserver", List.of("system:masters"));

  private final ResourceServiceSettings settings;
  private final ResourceServicePorts ports;
  private final LogTailCache cache;
  private final ChangeFeed feed;
  private final FedState policyFeed;
  private final FedState nodeFeed;
  private final Authenticator authenticator;
  private final Authorizer authorizer;
  private final ResourceRegistry resources;
  private final ApiHandler chain;
  private final ResourceServlet servlet;
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("watch-timer").factory());
  private final ExecutorService writers =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("watch-", 0).factory());
  private volatile boolean ready;

  public ResourceServiceWiring(ResourceServiceSettings settings, ResourceServicePorts ports) {
    this.settings = settings;
    this.ports = ports;
    cache = new LogTailCache(ports.store(), Window.STANDARD, ports.clock());
    feed = new InProcessFeed(cache, Backoff.standard(ports.random()::nextDouble));

    RbacPolicyStore policy = new RbacPolicyStore();
    policyFeed = new FedState(feed, RbacPolicyStore.RESOURCES, policy::replace, policy::apply);
    NodeGraphStore nodes = new NodeGraphStore();
    nodeFeed = new FedState(feed, NodeGraphStore.RESOURCES, nodes::replace, nodes::apply);
    authenticator = ports.authenticator().apply(new CachedBoundObjects(cache));
    authorizer =
        new UnionAuthorizer(
            new NodeAuthorizer(nodes, NodeRules.load()), new RbacAuthorizer(policy));
    AccessCheck access = new AccessCheck(authorizer);

    resources =
        new FixedResources(
            BuiltinResources.all(
                new KindPorts(
                    authorizer,
                    authenticator,
                    policy,
                    ports.tokens(),
                    new CachedObjects(cache),
                    ports.clock())));
    GenericVerbs verbs =
        new GenericVerbs(
            new VerbEnvironment(
                cache,
                resources,
                ports.schemas(),
                ports.codec(),
                access,
                new Admission(AdmissionPlugins.builtin(ResourceServiceWiring::pause)),
                new Renderer(ports.clock()),
                ports.clock(),
                ports.random(),
                timer));
    chain =
        new ApiChain(
            settings.maxInFlight(),
            access,
            ports.audit(),
            new Dispatcher(resources, verbs, documents()));
    servlet = new ResourceServlet(chain, ports.identity(), writers);
  }

  private DocumentHandler documents() {
    return new DocumentHandler(
        new DiscoveryHandler(
            resources, settings.apiServerAddress() + ":" + settings.apiServerPort()),
        new OpenApiHandler(
            new OpenApiDocuments(ports.schemas(), new ServedResources(resources)), ports.clock()),
        new HealthHandler(
            List.of(
                new HealthHandler.Check("ping", false, () -> true),
                new HealthHandler.Check("bootstrap", true, () -> ready))),
        ServerVersion.CURRENT);
  }

  private static void pause(Duration time) {
    LockSupport.parkNanos(time.toNanos());
  }

  /** Serves when this returns. */
  public void start() throws InterruptedException {
    cache.start();
    policyFeed.start();
    nodeFeed.start();
    if (!policyFeed.await(settings.startWithin()) || !nodeFeed.await(settings.startWithin())) {
      throw new IllegalStateException("the access policy could not be read in time");
    }
    new BootstrapReconciler(clients(SELF).own("kube-apiserver"))
        .reconcile(
            new BootstrapObjects.Cluster(
                settings.clientCa(),
                settings.frontProxyCa(),
                settings.apiServerAddress(),
                settings.apiServerPort(),
                ports.clock().instant()));
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

  /** For a gateway in this JVM. */
  public Authenticator authenticator() {
    return authenticator;
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
    nodeFeed.close();
    policyFeed.close();
    writers.shutdownNow();
    timer.shutdownNow();
    cache.close();
  }
}
