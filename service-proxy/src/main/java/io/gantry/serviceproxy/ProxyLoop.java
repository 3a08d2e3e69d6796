package io.gantry.serviceproxy;

import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.changefeed.ChangeFeed;
import io.gantry.controlruntime.ChangeHandler;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Resources;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;

/**
 * Keeps the packet filter as Services and EndpointSlices say. Changes that come close together are
 * applied together; every {@link #RESYNC} it is applied again, whatever somebody else did to it.
 */
final class ProxyLoop implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ProxyLoop.class);
  private static final Duration RESYNC = Duration.ofSeconds(30);
  private static final Duration QUIET = Duration.ofMillis(20);
  private static final Duration RETRY = Duration.ofSeconds(1);
  private static final GroupVersionResource SLICES =
      new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices");
  private static final String SERVICE_NAME = "kubernetes.io/service-name";

  private final Informer<ResourceObject> services;
  private final Informer<ResourceObject> slices;
  private final ProxyPlanner planner;
  private final NftScript script;
  private final PacketFilter filter;
  private final Runnable routes;
  private final Counter applied;
  private final Counter failed;
  private final Semaphore changed = new Semaphore(0);
  private Thread thread;

  ProxyLoop(
      ChangeFeed feed,
      ProxyPlanner planner,
      NftScript script,
      PacketFilter filter,
      Runnable routes,
      MeterRegistry meters) {
    this.services = Informer.of(feed, Resources.SERVICES);
    this.slices = Informer.of(feed, SLICES);
    this.planner = planner;
    this.script = script;
    this.filter = filter;
    this.routes = routes;
    this.applied = meters.counter("gantry_proxy_rules_applied_total");
    this.failed = meters.counter("gantry_proxy_rules_failed_total");
  }

  void start() {
    services.handle(ChangeHandler.latest(object -> changed.release()));
    slices.handle(ChangeHandler.latest(object -> changed.release()));
    services.start();
    slices.start();
    thread = Thread.ofVirtual().name("service-proxy").start(this::run);
  }

  private void run() {
    String last = "";
    Duration wait = RESYNC;
    try {
      services.awaitSync(Duration.ofDays(1));
      slices.awaitSync(Duration.ofDays(1));
      while (!Thread.currentThread().isInterrupted()) {
        boolean somethingChanged =
            !last.isEmpty() && changed.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
        if (somethingChanged) {
          Thread.sleep(QUIET);
          changed.drainPermits();
        }
        String wanted = script.render(plan());
        if (somethingChanged && wanted.equals(last)) {
          continue;
        }
        try {
          routes.run();
          filter.apply(wanted);
          applied.increment();
          last = wanted;
          wait = RESYNC;
        } catch (IOException e) {
          failed.increment();
          log.warn("services are not up to date on this node: {}", e.getMessage());
          last = "failed";
          wait = RETRY;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private ProxyPlan plan() {
    Map<String, List<JsonNode>> byService = new HashMap<>();
    for (ResourceObject slice : slices.list()) {
      String service = slice.labels().get(SERVICE_NAME);
      if (service != null) {
        byService
            .computeIfAbsent(slice.namespace() + "/" + service, k -> new ArrayList<>())
            .add(slice.tree());
      }
    }
    List<JsonNode> all = new ArrayList<>();
    for (ResourceObject service : services.list()) {
      JsonNode tree = service.tree();
      if (!Json.text(tree, "spec", "type").equals("ExternalName")) {
        all.add(tree);
      }
    }
    return planner.plan(all, byService);
  }

  @Override
  public void close() {
    services.close();
    slices.close();
    if (thread != null) {
      thread.interrupt();
    }
  }
}
