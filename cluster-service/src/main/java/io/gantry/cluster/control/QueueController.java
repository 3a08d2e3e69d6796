package io.gantry.cluster.control;

import io.gantry.controlruntime.ControlLoop;
import io.gantry.controlruntime.Informer;
import java.time.Duration;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A controller that is one loop over one queue, filled by informers. */
public final class QueueController implements Controller {
  private static final Logger log = LoggerFactory.getLogger(QueueController.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final String name;
  private final ControlLoop<?> loop;
  private final List<Informer<?>> needs;
  private Thread starter;
  private boolean started;

  /**
   * @param needs the caches whose first snapshot the loop waits for; started by whoever made them
   */
  public QueueController(String name, ControlLoop<?> loop, List<Informer<?>> needs) {
    this.name = name;
    this.loop = loop;
    this.needs = List.copyOf(needs);
  }

  @Override
  public String name() {
    return name;
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
    starter = Thread.ofVirtual().name("start-" + name).start(this::startWhenSynced);
  }

  private void startWhenSynced() {
    try {
      for (Informer<?> informer : needs) {
        while (!informer.awaitSync(PATIENCE)) {
          log.warn("{}: still waiting for {}", name, informer.resource());
        }
      }
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
