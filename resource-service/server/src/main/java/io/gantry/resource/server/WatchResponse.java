package io.gantry.resource.server;

import io.gantry.resource.machinery.ApiAnswer.WatchSource;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.IOException;
import java.util.concurrent.Executor;

/**
 * Carries a watch's bytes to its client without a thread: written only while the connection takes
 * them, else waiting for it; drained only while there are events, else waiting for them.
 *
 * <p>Two wake-ups meet here: "the connection can take more" (the container's threads) and "there
 * are events" (one of the writers). Both call {@link #pump}, one at a time; a wake-up that finds
 * the pump running leaves a mark, so that none is lost:
 *
 * <pre>
 *   idle ──pump──► running ──nothing left──► idle
 *                  running ──pump from elsewhere──► running, again ──► running
 * </pre>
 */
final class WatchResponse implements WriteListener {
  private enum State {
    IDLE,
    RUNNING,
    RUNNING_AGAIN,
    DONE
  }

  private final AsyncContext context;
  private final ServletOutputStream out;
  private final WatchSource source;
  private final Executor writers;
  private State state = State.IDLE;

  /** Changed by whoever runs. */
  private boolean unflushed = true;

  private WatchResponse(
      AsyncContext context, ServletOutputStream out, WatchSource source, Executor writers) {
    this.context = context;
    this.out = out;
    this.source = source;
    this.writers = writers;
  }

  static void start(
      AsyncContext context, ServletOutputStream out, WatchSource source, Executor writers) {
    WatchResponse response = new WatchResponse(context, out, source, writers);
    context.addListener(new EndOfRequest(response));
    out.setWriteListener(response);
  }

  @Override
  public void onWritePossible() {
    pump();
  }

  @Override
  public void onError(Throwable failure) {
    end();
  }

  private void pump() {
    synchronized (this) {
      switch (state) {
        case IDLE -> state = State.RUNNING;
        case RUNNING, RUNNING_AGAIN -> {
          state = State.RUNNING_AGAIN;
          return;
        }
        case DONE -> {
          return;
        }
      }
    }
    do {
      try {
        if (!drain()) {
          return;
        }
      } catch (IOException | RuntimeException e) {
        // The client has gone: nothing to tell anyone.
        end();
        return;
      }
    } while (again());
  }

  /** Writes what is there; false when the watch is over. */
  private boolean drain() throws IOException {
    if (!out.isReady()) {
      // The container calls onWritePossible when it is.
      return true;
    }
    byte[] events = source.drain();
    if (events == null) {
      end();
      return false;
    }
    if (events.length > 0) {
      out.write(events);
      unflushed = true;
    }
    if (unflushed) {
      if (!out.isReady()) {
        return true;
      }
      // The head, or what was written, must not wait in a buffer for the next event.
      unflushed = false;
      out.flush();
      if (!out.isReady()) {
        return true;
      }
    }
    // Calls back at once when something has come meanwhile.
    source.whenReady(() -> writers.execute(this::pump));
    return true;
  }

  private synchronized boolean again() {
    if (state == State.RUNNING_AGAIN) {
      state = State.RUNNING;
      return true;
    }
    if (state == State.RUNNING) {
      state = State.IDLE;
    }
    return false;
  }

  private void end() {
    synchronized (this) {
      if (state == State.DONE) {
        return;
      }
      state = State.DONE;
    }
    source.close();
    try {
      context.complete();
    } catch (IllegalStateException e) {
      // The container has ended the request already, after a failure of the connection.
    }
  }

  private record EndOfRequest(WatchResponse response) implements AsyncListener {
    @Override
    public void onComplete(AsyncEvent event) {
      response.end();
    }

    @Override
    public void onTimeout(AsyncEvent event) {
      response.end();
    }

    @Override
    public void onError(AsyncEvent event) {
      response.end();
    }

    @Override
    public void onStartAsync(AsyncEvent event) {}
  }
}
