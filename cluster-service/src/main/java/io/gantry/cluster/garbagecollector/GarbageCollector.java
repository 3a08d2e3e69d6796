package io.gantry.cluster.garbagecollector;

import io.gantry.cluster.control.Controller;
import io.gantry.cluster.control.ObjectWatches;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.ControlLoop;
import io.gantry.controlruntime.WorkQueue;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;

/**
 * Collects what nobody owns any longer. Looks at nothing before all resources have been listed: a
 * foreground deletion must not end because the dependents were not known yet.
 */
public final class GarbageCollector implements Controller {
  private static final int WORKERS = 16;

  private final ObjectWatches watches;
  private final WorkQueue<String> queue;
  private final ControlLoop<String> loop;
  private Thread starter;
  private boolean started;

  public GarbageCollector(
      ApiClient api, ObjectWatches watches, InstantSource clock, MeterRegistry meters) {
    this.watches = watches;
    this.queue = new WorkQueue<>(name(), clock, meters);
    OwnerGraph graph = new OwnerGraph(queue::add);
    watches.observe(graph);
    this.loop =
        new ControlLoop<>(
            name(),
            WORKERS,
            queue,
            new CollectionReconciler(graph, watches, new CollectionControl(api), queue::add),
            meters);
  }

  @Override
  public String name() {
    return "garbage-collector-controller";
  }

  @Override
  public synchronized boolean running() {
    return started;
  }

  @Override
  public boolean step() {
    return loop.step();
  }

  @Override
  public void start() {
    starter = Thread.ofVirtual().name("start-" + name()).start(this::startWhenSynced);
  }

  private void startWhenSynced() {
    try {
      watches.awaitSynced();
      synchronized (this) {
        if (!Thread.currentThread().isInterrupted()) {
          loop.start();
          started = true;
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    if (starter != null) {
      starter.interrupt();
    }
    synchronized (this) {
      if (started) {
        loop.close();
        started = false;
      }
    }
  }
}
