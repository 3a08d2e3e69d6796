package io.gantry.nodeagent.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.model.Event;
import com.github.dockerjava.api.model.EventType;
import io.gantry.nodeagent.runtime.Labels;
import io.gantry.nodeagent.runtime.RuntimeListener;
import java.io.Closeable;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The engine's event stream, reconnected for ever. Events of a time without connection are lost
 * (the engine does not replay them, not even when asked), so each connection begins with {@link
 * RuntimeListener#resynchronize}.
 */
final class DockerEvents implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(DockerEvents.class);
  private static final long RETRY_MILLIS = 500;

  private final DockerEngine engine;
  private final DockerImages images;
  private final ContainerCache cache;
  private final Map<String, String> labels;
  private final RuntimeListener listener;
  private final Thread thread;
  private volatile boolean closed;
  private volatile Stream stream;

  DockerEvents(
      DockerEngine engine,
      DockerImages images,
      ContainerCache cache,
      Map<String, String> labels,
      RuntimeListener listener) {
    this.engine = engine;
    this.images = images;
    this.cache = cache;
    this.labels = labels;
    this.listener = listener;
    this.thread = Thread.ofVirtual().name("docker-events").unstarted(this::run);
  }

  DockerEvents start() {
    thread.start();
    return this;
  }

  private void run() {
    boolean complained = false;
    while (!closed) {
      Stream attempt = new Stream();
      stream = attempt;
      try {
        engine.call(client -> client.eventsCmd().exec(attempt));
        attempt.ended.await();
        if (!attempt.connected) {
          throw new IllegalStateException(attempt.failure);
        }
        complained = false;
      } catch (InterruptedException e) {
        return;
      } catch (RuntimeException e) {
        if (!complained && !closed) {
          LOG.warn("No events from Docker, trying again until it answers: {}", e.toString());
          complained = true;
        }
      }
      if (!closed) {
        cache.deaf();
        engine.forgetNegotiation();
        images.forget();
        try {
          Thread.sleep(RETRY_MILLIS);
        } catch (InterruptedException e) {
          return;
        }
      }
    }
  }

  private void tell(Event event) {
    if (event.getType() == EventType.IMAGE) {
      images.forget();
      return;
    }
    if (event.getType() != EventType.CONTAINER || event.getActor() == null) {
      return;
    }
    Map<String, String> attributes = event.getActor().getAttributes();
    if (attributes == null || !attributes.entrySet().containsAll(labels.entrySet())) {
      return;
    }
    String pod = attributes.getOrDefault(Labels.POD_UID, "");
    if (isNews(event.getAction(), event.getActor().getId(), pod)) {
      listener.podChanged(pod);
    }
  }

  /** Brings the cache up to date; whether the pod's worker is to look. */
  private boolean isNews(String action, String id, String pod) {
    return switch (action == null ? "" : action) {
      case "create" -> {
        cache.created(id, pod);
        yield false;
      }
      case "start" -> cache.started(id);
      case "die", "oom" -> {
        cache.ended(id);
        yield true;
      }
      case "destroy" -> {
        cache.gone(id);
        yield true;
      }
      default -> false;
    };
  }

  @Override
  public void close() {
    closed = true;
    Stream open = stream;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.debug("Closing the event stream", e);
      }
    }
    thread.interrupt();
  }

  private final class Stream extends ResultCallback.Adapter<Event> {
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile boolean connected;
    private volatile Throwable failure;

    @Override
    public void onStart(Closeable closeable) {
      super.onStart(closeable);
      connected = true;
      cache.hear();
      images.forget();
      listener.resynchronize();
    }

    @Override
    public void onNext(Event event) {
      tell(event);
    }

    @Override
    public void onError(Throwable throwable) {
      failure = throwable;
      super.onError(throwable);
      ended.countDown();
    }

    @Override
    public void onComplete() {
      super.onComplete();
      ended.countDown();
    }
  }
}
