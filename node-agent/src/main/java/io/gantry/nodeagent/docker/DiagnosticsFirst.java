package io.gantry.nodeagent.docker;

import io.gantry.nodeagent.runtime.OutputSink;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Puts the first words of a program back in order. The engine copies its two outputs side by side,
 * so a diagnostic written before the first output comes after it in one of three cases, by up to a
 * few milliseconds: 1. {@code tar} writes to stderr, 2. to stdout, 3. stdout arrives, 4. a client
 * that has all it wants (kubectl cp) leaves, 5. stderr arrives, and nobody reads it.
 *
 * <p>Hence output that comes before any diagnostic waits for one, once per program and for {@code
 * patience} at most. Later output is passed on as it comes.
 */
final class DiagnosticsFirst implements OutputSink {
  /** Measured on a busy machine: 3 ms at most, under 1 ms in 37 of 38 cases. */
  static final Duration PATIENCE = Duration.ofMillis(5);

  private static final int MOST_HELD_BYTES = 64 * 1024;

  private final OutputSink sink;
  private final Duration patience;
  private final ByteArrayOutputStream held = new ByteArrayOutputStream();
  private final ReentrantLock lock = new ReentrantLock();
  private boolean waiting;
  private boolean settled;
  private IOException failure;

  DiagnosticsFirst(OutputSink sink, Duration patience) {
    this.sink = sink;
    this.patience = patience;
  }

  @Override
  public void stdout(byte[] bytes) throws IOException {
    lock.lock();
    try {
      throwFailure();
      if (settled) {
        sink.stdout(bytes);
        return;
      }
      held.writeBytes(bytes);
      if (held.size() >= MOST_HELD_BYTES) {
        settle();
      } else if (!waiting) {
        waiting = true;
        Thread.ofVirtual().name("stream-patience").start(this::settleLater);
      }
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void stderr(byte[] bytes) throws IOException {
    lock.lock();
    try {
      throwFailure();
      sink.stderr(bytes);
      settle();
    } finally {
      lock.unlock();
    }
  }

  /** The program's output is over: what waits is passed on. */
  void end() throws IOException {
    lock.lock();
    try {
      throwFailure();
      settle();
    } finally {
      lock.unlock();
    }
  }

  private void settleLater() {
    try {
      Thread.sleep(patience);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lock.lock();
    try {
      settle();
    } catch (IOException e) {
      failure = e;
    } finally {
      lock.unlock();
    }
  }

  private void settle() throws IOException {
    settled = true;
    if (held.size() > 0) {
      byte[] bytes = held.toByteArray();
      held.reset();
      sink.stdout(bytes);
    }
  }

  private void throwFailure() throws IOException {
    if (failure != null) {
      throw failure;
    }
  }
}
