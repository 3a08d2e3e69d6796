package io.gantry.gateway.stream;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.io.AbstractConnection;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.util.Blocker;
import org.eclipse.jetty.util.BufferUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A client's connection after its upgrade: two virtual threads copy bytes, one each way. The end of
 * one direction is passed on and leaves the other open; a failure ends both.
 */
final class TunnelConnection extends AbstractConnection implements Connection.UpgradeTo {
  private static final Logger LOG = LoggerFactory.getLogger(TunnelConnection.class);
  private static final int BUFFER = 64 * 1024;

  /** How long a client may stay silent after its node has said all. */
  private static final long LINGER_MILLIS = 60_000;

  private final Upstream upstream;
  private final AtomicInteger openDirections = new AtomicInteger(2);
  private ByteBuffer early = BufferUtil.EMPTY_BUFFER;

  TunnelConnection(EndPoint client, Executor executor, Upstream upstream) {
    super(client, executor);
    this.upstream = upstream;
  }

  /** Bytes the client sent right behind its request, which Jetty has read already. */
  @Override
  public void onUpgradeTo(ByteBuffer buffer) {
    if (buffer != null && buffer.hasRemaining()) {
      early = BufferUtil.copy(buffer);
    }
  }

  @Override
  public void onOpen() {
    super.onOpen();
    getEndPoint().setIdleTimeout(0);
    Thread.ofVirtual().name("tunnel-down").start(() -> run(this::copyDown));
    Thread.ofVirtual().name("tunnel-up").start(() -> run(this::copyUp));
  }

  @Override
  public void onFillable() {
    // Reading is done by blocking on the end point: see copyUp.
  }

  private interface Copy {
    void run() throws IOException;
  }

  private void run(Copy copy) {
    try {
      copy.run();
      if (openDirections.decrementAndGet() > 0) {
        return;
      }
    } catch (IOException | RuntimeException e) {
      LOG.debug("tunnel ended: {}", e.toString());
    }
    upstream.close();
    getEndPoint().close();
  }

  private void copyDown() throws IOException {
    byte[] buffer = new byte[BUFFER];
    for (int n = upstream.in().read(buffer); n >= 0; n = upstream.in().read(buffer)) {
      try (Blocker.Callback written = Blocker.callback()) {
        getEndPoint().write(written, ByteBuffer.wrap(buffer, 0, n));
        written.block();
      }
    }
    getEndPoint().shutdownOutput();
    getEndPoint().setIdleTimeout(LINGER_MILLIS);
  }

  private void copyUp() throws IOException {
    OutputStream out = upstream.out();
    if (early.hasRemaining()) {
      out.write(BufferUtil.toArray(early));
      early = BufferUtil.EMPTY_BUFFER;
    }
    ByteBuffer buffer = BufferUtil.allocate(BUFFER);
    while (true) {
      int n = getEndPoint().fill(buffer);
      if (n < 0) {
        upstream.shutdownOutput();
        return;
      }
      if (n > 0) {
        out.write(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
        BufferUtil.clear(buffer);
      } else {
        try (Blocker.Callback readable = Blocker.callback()) {
          getEndPoint().fillInterested(readable);
          readable.block();
        }
      }
    }
  }
}
