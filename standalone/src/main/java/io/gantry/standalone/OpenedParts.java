package io.gantry.standalone;

import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Closes what was opened, in reverse; a part that fails to close does not keep the others open.
 * What is added to closed ones is closed at once: a start may be called off while it goes on.
 */
final class OpenedParts implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(OpenedParts.class);

  private final Deque<AutoCloseable> parts = new ArrayDeque<>();

  private boolean closed;

  void add(AutoCloseable part) {
    synchronized (this) {
      if (!closed) {
        parts.push(part);
        return;
      }
    }
    close(part);
  }

  private synchronized AutoCloseable next() {
    closed = true;
    return parts.poll();
  }

  private static void close(AutoCloseable part) {
    try {
      part.close();
    } catch (Exception e) {
      log.warn("a part did not close", e);
    }
  }

  @Override
  public void close() {
    for (AutoCloseable part = next(); part != null; part = next()) {
      close(part);
    }
  }
}
