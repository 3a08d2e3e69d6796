package io.gantry.gateway.front;

import io.gantry.apiaccess.RequestInfo;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Counts requests under the names Kubernetes gives them: {@code apiserver_request_total}, {@code
 * apiserver_request_duration_seconds} (watches and streams aside: theirs say nothing), {@code
 * apiserver_longrunning_requests}.
 */
public final class GatewayMetrics {
  /** Resources come from clients' paths: a scan of nonsense must not fill the registry. */
  private static final int MOST_SERIES = 5000;

  private final MeterRegistry registry;
  private final AtomicInteger inFlight;
  private final Map<Series, Meters> series = new ConcurrentHashMap<>();

  public GatewayMetrics(MeterRegistry registry) {
    this.registry = registry;
    this.inFlight = registry.gauge("apiserver.current.inflight.requests", new AtomicInteger());
  }

  record Timing(long startedNanos) {}

  private record Series(
      String verb, String group, String version, String resource, String subresource, int code) {}

  private record Meters(Counter total, Timer duration) {}

  Timing begin() {
    inFlight.incrementAndGet();
    return new Timing(System.nanoTime());
  }

  /** At the end of the servlet call; an asynchronous request is counted when it completes. */
  void end(
      Timing timing, RequestInfo info, HttpServletRequest request, HttpServletResponse response) {
    if (!request.isAsyncStarted()) {
      record(timing, info, response.getStatus());
      return;
    }
    AtomicBoolean recorded = new AtomicBoolean();
    Runnable once =
        () -> {
          if (recorded.compareAndSet(false, true)) {
            record(timing, info, response.getStatus());
          }
        };
    try {
      request.getAsyncContext().addListener(new EndListener(once));
    } catch (IllegalStateException e) {
      // It completed between the question and now.
      once.run();
    }
  }

  /** A request whose client vanished ends with an error, which no completion need follow. */
  private record EndListener(Runnable once) implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
      once.run();
    }

    @Override
    public void onTimeout(AsyncEvent event) {}

    @Override
    public void onError(AsyncEvent event) {
      once.run();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }

  private void record(Timing timing, RequestInfo info, int code) {
    inFlight.decrementAndGet();
    Series key =
        info == null
            ? new Series("", "", "", "", "", code)
            : new Series(
                info.verb(),
                info.group(),
                info.version(),
                info.resource(),
                info.subresource(),
                code);
    Meters meters = series.get(key);
    if (meters == null) {
      Series kept = series.size() < MOST_SERIES ? key : new Series("", "", "", "other", "", code);
      meters = series.computeIfAbsent(kept, this::meters);
    }
    meters.total.increment();
    if (meters.duration != null) {
      meters.duration.record(System.nanoTime() - timing.startedNanos, TimeUnit.NANOSECONDS);
    }
  }

  private Meters meters(Series of) {
    String[] tags = {
      "verb", of.verb.toUpperCase(java.util.Locale.ROOT),
      "group", of.group,
      "version", of.version,
      "resource", of.resource,
      "subresource", of.subresource
    };
    Counter total =
        Counter.builder("apiserver.request")
            .tags(tags)
            .tag("code", Integer.toString(of.code))
            .register(registry);
    boolean longRunning = of.verb.equals("watch") || NodePaths.isStream(of.subresource);
    Timer duration =
        longRunning
            ? null
            : Timer.builder("apiserver.request.duration").tags(tags).register(registry);
    return new Meters(total, duration);
  }
}
