package io.gantry.controlruntime;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * At most one of several processes does the work: the holder of a Lease in {@code kube-system},
 * with the numbers and rules of client-go.
 *
 * <pre>
 *   waiting ──lease free or stale 15 s──► leading ──not renewed for 10 s, or closed──► over
 * </pre>
 *
 * Other holders' clocks are not trusted: a lease is stale when this process has seen it unchanged
 * for the lease's duration by its own clock. A holder that cannot renew stops five seconds before
 * others may take over. {@code over} is final: the process is expected to end.
 */
public final class LeaderElection implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(LeaderElection.class);
  private static final String NAMESPACE = "kube-system";
  private static final Duration LEASE = Duration.ofSeconds(15);
  private static final Duration RENEW_DEADLINE = Duration.ofSeconds(10);
  private static final Duration RETRY = Duration.ofSeconds(2);

  /** Called from the election's thread. */
  public interface Candidate {
    void started();

    void stopped();
  }

  private final ApiClient client;
  private final String lease;
  private final String identity;
  private final InstantSource clock;
  private final Candidate candidate;
  private Thread thread;
  private ObjectNode seenSpec;
  private Instant seenAt = Instant.MIN;
  private Instant renewed = Instant.MIN;
  private boolean leading;

  public LeaderElection(
      ApiClient client, String lease, String identity, InstantSource clock, Candidate candidate) {
    this.client = client;
    this.lease = lease;
    this.identity = identity;
    this.clock = clock;
    this.candidate = candidate;
  }

  public void start() {
    thread = Thread.ofVirtual().name("leader-" + lease).start(this::run);
  }

  /** Stops leading and gives the lease back, so that the next one need not wait. */
  @Override
  public void close() {
    if (thread == null) {
      return;
    }
    thread.interrupt();
    try {
      thread.join(RENEW_DEADLINE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void run() {
    try {
      while (step()) {
        Thread.sleep(RETRY);
      }
    } catch (InterruptedException e) {
      if (leading) {
        leading = false;
        candidate.stopped();
        // The release is the last request of this thread: it must not find itself interrupted.
        Thread.interrupted();
        release();
      }
      Thread.currentThread().interrupt();
    }
  }

  /** One attempt to take or renew the lease; false when leadership was lost. */
  public boolean step() {
    boolean held = tryHold();
    Instant now = clock.instant();
    if (held) {
      renewed = now;
      if (!leading) {
        leading = true;
        log.info("{} leads as {}", identity, lease);
        candidate.started();
      }
    } else if (leading && Duration.between(renewed, now).compareTo(RENEW_DEADLINE) >= 0) {
      leading = false;
      log.error("{} could not renew {} for {} s", identity, lease, RENEW_DEADLINE.toSeconds());
      candidate.stopped();
      return false;
    }
    return true;
  }

  private boolean tryHold() {
    try {
      Optional<ResourceObject> found = find();
      Instant now = clock.instant();
      if (found.isEmpty()) {
        return created(now);
      }
      ObjectNode tree = found.get().tree();
      ObjectNode spec = Json.ensureObject(tree, "spec");
      if (!spec.equals(seenSpec)) {
        seenSpec = spec.deepCopy();
        seenAt = now;
      }
      String holder = Json.text(spec, "holderIdentity");
      boolean mine = holder.equals(identity);
      Duration duration = Duration.ofSeconds(Json.number(spec, 15, "leaseDurationSeconds"));
      if (!mine && !holder.isEmpty() && seenAt.plus(duration).isAfter(now)) {
        return false;
      }
      long transitions = Json.number(spec, 0, "leaseTransitions");
      spec.put("holderIdentity", identity);
      spec.put("leaseDurationSeconds", LEASE.toSeconds());
      spec.put("renewTime", Times.microText(now));
      if (!mine) {
        spec.put("acquireTime", Times.microText(now));
        spec.put("leaseTransitions", transitions + 1);
      }
      // The version in the tree is the lock: of several takers one wins.
      client.update(Resources.LEASES, NAMESPACE, "", tree);
      seenSpec = spec.deepCopy();
      seenAt = now;
      return true;
    } catch (StatusException e) {
      log.debug("lease {}: {}", lease, e.getMessage());
      return false;
    } catch (UncheckedIOException e) {
      log.warn("lease {}: {}", lease, e.getMessage());
      return false;
    }
  }

  private Optional<ResourceObject> find() {
    try {
      return Optional.of(client.get(Resources.LEASES, NAMESPACE, lease));
    } catch (StatusException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private boolean created(Instant now) {
    ObjectNode object = Json.object();
    object.put("apiVersion", "coordination.k8s.io/v1").put("kind", "Lease");
    object.putObject("metadata").put("name", lease).put("namespace", NAMESPACE);
    object
        .putObject("spec")
        .put("holderIdentity", identity)
        .put("leaseDurationSeconds", LEASE.toSeconds())
        .put("acquireTime", Times.microText(now))
        .put("renewTime", Times.microText(now))
        .put("leaseTransitions", 0);
    client.create(Resources.LEASES, NAMESPACE, object);
    return true;
  }

  private void release() {
    try {
      ObjectNode tree = client.get(Resources.LEASES, NAMESPACE, lease).tree();
      ObjectNode spec = Json.ensureObject(tree, "spec");
      if (Json.text(spec, "holderIdentity").equals(identity)) {
        spec.put("holderIdentity", "").put("leaseDurationSeconds", 1);
        spec.put("renewTime", Times.microText(clock.instant()));
        client.update(Resources.LEASES, NAMESPACE, "", tree);
      }
    } catch (StatusException | UncheckedIOException e) {
      log.debug("lease {} not released: {}", lease, e.getMessage());
    }
  }
}
