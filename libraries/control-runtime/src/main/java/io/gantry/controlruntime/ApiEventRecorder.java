package io.gantry.controlruntime;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.PatchType;
import io.gantry.apimodel.StatusException;
import io.gantry.controlruntime.EventCorrelator.Happening;
import io.gantry.controlruntime.EventCorrelator.Sighting;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Stores events through the API as core/v1 Events, in the order they were recorded, from one thread
 * behind a bounded queue. {@link #start} before, {@link #close} after; {@link #drain} stores what
 * is waiting in the calling thread, for simulations.
 */
public final class ApiEventRecorder implements EventRecorder, AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ApiEventRecorder.class);
  private static final int WAITING = 1000;
  private static final int TRIES = 12;
  private static final Duration BETWEEN_TRIES = Duration.ofSeconds(10);

  private final ApiClient client;
  private final String component;
  private final String host;
  private final InstantSource clock;
  private final MeterRegistry meters;
  private final EventCorrelator correlator = new EventCorrelator();
  private final BlockingQueue<Happening> queue = new ArrayBlockingQueue<>(WAITING);
  private Thread thread;

  /**
   * @param component {@code source.component}, such as {@code deployment-controller}
   * @param host {@code source.host}; empty but for what runs on a node
   */
  public ApiEventRecorder(
      ApiClient client, String component, String host, InstantSource clock, MeterRegistry meters) {
    this.client = client;
    this.component = component;
    this.host = host;
    this.clock = clock;
    this.meters = meters;
  }

  public void start() {
    thread = Thread.ofVirtual().name("events-" + component).start(this::run);
  }

  /** Waits a moment for what is waiting to be stored, then gives up. */
  @Override
  public void close() {
    if (thread == null) {
      return;
    }
    try {
      long deadline = System.nanoTime() + Duration.ofSeconds(2).toNanos();
      while (!queue.isEmpty() && System.nanoTime() < deadline) {
        Thread.sleep(10);
      }
      thread.interrupt();
      thread.join(BETWEEN_TRIES);
    } catch (InterruptedException e) {
      thread.interrupt();
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void record(ObjectReference about, Type type, String reason, String message) {
    if (!queue.offer(new Happening(about, type, reason, message, clock.instant()))) {
      dropped("queue full");
    }
  }

  /** Stores all that is waiting, here and now. */
  public void drain() throws InterruptedException {
    for (Happening next = queue.poll(); next != null; next = queue.poll()) {
      store(next);
    }
  }

  private void run() {
    try {
      while (true) {
        store(queue.take());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void store(Happening happening) throws InterruptedException {
    Sighting sighting = correlator.observe(happening);
    if (sighting == null) {
      dropped("spam");
      return;
    }
    for (int attempt = 1; ; attempt++) {
      try {
        write(sighting);
        return;
      } catch (StatusException e) {
        // Refused, for example because the namespace is going away: saying it again won't help.
        dropped("refused");
        log.debug("event {} refused: {}", sighting.name(), e.getMessage());
        return;
      } catch (UncheckedIOException e) {
        if (attempt == TRIES) {
          dropped("unreachable");
          log.warn("event {} given up after {} tries: {}", sighting.name(), TRIES, e.getMessage());
          return;
        }
        Thread.sleep(BETWEEN_TRIES);
      } catch (RuntimeException e) {
        dropped("failed");
        log.warn("event {} could not be stored", sighting.name(), e);
        return;
      }
    }
  }

  private void write(Sighting sighting) {
    if (sighting.count() > 1) {
      try {
        ObjectNode patch = Json.object();
        patch.put("count", sighting.count());
        patch.put("lastTimestamp", Times.text(sighting.last()));
        patch.put("message", sighting.message());
        client.patch(
            Resources.EVENTS, namespace(sighting), sighting.name(), "", PatchType.STRATEGIC, patch);
        return;
      } catch (StatusException e) {
        if (!e.isNotFound()) {
          throw e;
        }
        // It has expired meanwhile: store it whole again, with its count.
      }
    }
    client.create(Resources.EVENTS, namespace(sighting), body(sighting));
  }

  private ObjectNode body(Sighting sighting) {
    Happening happening = sighting.happening();
    ObjectNode event = Json.object();
    event.put("apiVersion", "v1").put("kind", "Event");
    event.putObject("metadata").put("name", sighting.name()).put("namespace", namespace(sighting));
    event.set("involvedObject", happening.about().toJson());
    event.put("reason", happening.reason());
    event.put("message", sighting.message());
    ObjectNode source = event.putObject("source").put("component", component);
    if (!host.isEmpty()) {
      source.put("host", host);
    }
    event.put("firstTimestamp", Times.text(sighting.first()));
    event.put("lastTimestamp", Times.text(sighting.last()));
    event.put("count", sighting.count());
    event.put("type", happening.type().text());
    event.putNull("eventTime");
    event.put("reportingComponent", component);
    event.put("reportingInstance", host);
    return event;
  }

  private static String namespace(Sighting sighting) {
    String namespace = sighting.happening().about().namespace();
    return namespace.isEmpty() ? "default" : namespace;
  }

  private void dropped(String why) {
    meters.counter("events.dropped", "component", component, "reason", why).increment();
  }
}
