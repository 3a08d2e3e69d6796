package io.gantry.nodeagent.server;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.runtime.ExecSpec;
import io.gantry.nodeagent.runtime.OutputSink;
import io.gantry.nodeagent.runtime.RunningProcess;
import io.gantry.nodeagent.runtime.RuntimeGoneException;
import io.gantry.nodeagent.runtime.RuntimeRefusedException;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Supplier;
import org.eclipse.jetty.websocket.api.Callback;
import org.eclipse.jetty.websocket.api.Session;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Exec and attach over a WebSocket: binary messages whose first byte names the channel. Version 5
 * of the protocol differs from version 4 only in that a client can close a channel (255).
 *
 * <p>Input is taken from a queue by a thread of its own: a program that does not read must not hold
 * up the connection, on which pings and resizes come as well. The queue is bounded by demand: the
 * next message is asked for when the last was written.
 */
public final class StreamSocket implements Session.Listener {
  static final String V5 = "v5.channel.k8s.io";
  static final String V4 = "v4.channel.k8s.io";

  private static final Logger LOG = LoggerFactory.getLogger(StreamSocket.class);
  private static final int STDIN = 0;
  private static final int STDOUT = 1;
  private static final int STDERR = 2;
  private static final int ERROR = 3;
  private static final int RESIZE = 4;
  private static final int CLOSE = 255;
  private static final byte[] END = new byte[0];
  private static final int NORMAL = 1000;

  private final Supplier<RunningProcess> begin;
  private final ExecSpec spec;
  private final BlockingQueue<byte[]> input = new LinkedBlockingQueue<>();
  private final CompletableFuture<RunningProcess> process = new CompletableFuture<>();
  private volatile Session session;

  StreamSocket(Supplier<RunningProcess> begin, ExecSpec spec) {
    this.begin = begin;
    this.spec = spec;
  }

  @Override
  public void onWebSocketOpen(Session opened) {
    session = opened;
    Thread.ofVirtual().name("stream-output").start(this::run);
    if (spec.stdin()) {
      Thread.ofVirtual().name("stream-input").start(this::copyInput);
    }
    opened.demand();
  }

  private void run() {
    ObjectNode status;
    try (RunningProcess running = begin.get()) {
      process.complete(running);
      running.copyOutput(
          new OutputSink() {
            @Override
            public void stdout(byte[] bytes) throws IOException {
              send(STDOUT, bytes);
            }

            @Override
            public void stderr(byte[] bytes) throws IOException {
              send(STDERR, bytes);
            }
          });
      status = StreamStatus.of(running.awaitExit());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      status = StreamStatus.internalError("interrupted");
    } catch (RuntimeGoneException | RuntimeRefusedException e) {
      status = StreamStatus.internalError(e.getMessage());
    } catch (IOException e) {
      // The client left: nobody hears the end.
      process.cancel(false);
      session.disconnect();
      return;
    }
    process.cancel(false);
    try {
      send(ERROR, Json.bytes(status));
      session.close(NORMAL, "", Callback.NOOP);
    } catch (IOException e) {
      session.disconnect();
    }
  }

  /** Waits until the message is written, so that a slow client slows the program down. */
  private void send(int channel, byte[] bytes) throws IOException {
    ByteBuffer message = ByteBuffer.allocate(bytes.length + 1);
    message.put((byte) channel).put(bytes).flip();
    Callback.Completable written = new Callback.Completable();
    session.sendBinary(message, written);
    try {
      written.get();
    } catch (ExecutionException e) {
      throw new IOException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  @Override
  public void onWebSocketBinary(ByteBuffer payload, Callback callback) {
    if (payload.hasRemaining()) {
      int channel = payload.get() & 0xff;
      byte[] bytes = new byte[payload.remaining()];
      payload.get(bytes);
      switch (channel) {
        case STDIN -> {
          if (bytes.length > 0 && spec.stdin()) {
            input.add(bytes);
            callback.succeed();
            // Demanded again when it is written.
            return;
          }
        }
        case RESIZE -> resize(bytes);
        case CLOSE -> {
          if (bytes.length > 0 && bytes[0] == STDIN) {
            input.add(END);
          }
        }
        default -> LOG.debug("Bytes on channel {} of a stream", channel);
      }
    }
    callback.succeed();
    session.demand();
  }

  @Override
  public void onWebSocketText(String message) {
    session.demand();
  }

  private void resize(byte[] bytes) {
    try {
      JsonNode size = Json.parse(bytes);
      int width = Json.integer(size, 0, "Width");
      int height = Json.integer(size, 0, "Height");
      if (width > 0 && height > 0) {
        Thread.ofVirtual().start(() -> resizeWhenBegun(width, height));
      }
    } catch (JacksonException e) {
      LOG.debug("A resize that is none", e);
    }
  }

  private void resizeWhenBegun(int width, int height) {
    try {
      process.get().resize(width, height);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException
        | java.util.concurrent.CancellationException
        | RuntimeGoneException
        | RuntimeRefusedException e) {
      LOG.debug("A terminal could not be resized", e);
    }
  }

  private void copyInput() {
    try (OutputStream stdin = process.get().stdin()) {
      for (byte[] bytes = input.take(); bytes != END; bytes = input.take()) {
        stdin.write(bytes);
        stdin.flush();
        session.demand();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      // The program no longer reads; what it writes still matters. Let the rest of the input in,
      // so that pings and the close frame behind it are seen.
      drain();
    } catch (ExecutionException | java.util.concurrent.CancellationException e) {
      LOG.debug("Input for a program that never began", e);
    }
  }

  private void drain() {
    try {
      for (byte[] bytes = input.take(); bytes != END; bytes = input.take()) {
        session.demand();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void onWebSocketClose(int code, String reason, Callback callback) {
    input.add(END);
    RunningProcess running =
        process.isDone() && !process.isCompletedExceptionally() ? process.join() : null;
    if (running != null) {
      running.close();
    }
    callback.succeed();
  }

  @Override
  public void onWebSocketError(Throwable cause) {
    LOG.debug("A stream's connection failed", cause);
  }
}
