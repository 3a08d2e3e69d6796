package io.gantry.benchmarks;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpURI;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.api.Session;
import org.eclipse.jetty.http2.api.Stream;
import org.eclipse.jetty.http2.client.HTTP2Client;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * One HTTP/2 connection with many watches, read frame by frame: a client as light as can be, since
 * it works on the processors of what it measures.
 */
final class WatchConnection implements AutoCloseable {
  /** Takes a watch's bytes as they come. */
  interface Reader {
    void read(ByteBuffer part);
  }

  private final HTTP2Client http;
  private final Session session;
  private final Cluster cluster;

  WatchConnection(HTTP2Client http, Cluster cluster) throws Exception {
    this.http = http;
    this.cluster = cluster;
    SslContextFactory.Client tls = new SslContextFactory.Client();
    tls.setSslContext(cluster.tls());
    tls.start();
    this.session =
        http.connect(
                tls,
                new InetSocketAddress(cluster.api().getHost(), cluster.api().getPort()),
                new Session.Listener() {})
            .get(10, TimeUnit.SECONDS);
  }

  /** A started client for any number of connections. */
  static HTTP2Client client() throws Exception {
    HTTP2Client http = new HTTP2Client();
    http.setInitialSessionRecvWindow(64 << 20);
    http.setInitialStreamRecvWindow(4 << 20);
    http.setStreamIdleTimeout(0);
    http.setIdleTimeout(0);
    http.start();
    return http;
  }

  /** Answers when the head of the watch's answer is here. */
  void watch(String path, Supplier<Reader> readers, Runnable answered) {
    MetaData.Request request =
        new MetaData.Request(
            "GET",
            HttpURI.from(cluster.api().resolve(path).toString()),
            HttpVersion.HTTP_2,
            HttpFields.from());
    session.newStream(
        new HeadersFrame(request, null, true),
        new Stream.Listener() {
          private final Reader reader = readers.get();

          @Override
          public void onHeaders(Stream stream, HeadersFrame frame) {
            answered.run();
            stream.demand();
          }

          @Override
          public void onDataAvailable(Stream stream) {
            while (true) {
              Stream.Data data = stream.readData();
              if (data == null) {
                stream.demand();
                return;
              }
              reader.read(data.frame().getByteBuffer());
              data.release();
              if (data.frame().isEndStream()) {
                return;
              }
            }
          }
        });
  }

  @Override
  public void close() {
    session.close(0, "done", org.eclipse.jetty.util.Callback.NOOP);
  }
}
