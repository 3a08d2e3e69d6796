package io.gantry.resource.server;

import jakarta.servlet.Servlet;
import java.io.IOException;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.RateControl;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The listening side of the service as a process of its own: mutual TLS, HTTP/2 and HTTP/1.1. Only
 * front proxies come here: a client without a certificate of theirs does not get past the
 * handshake.
 */
public final class ResourceServer implements AutoCloseable {
  private static final int HEADER_BYTES = 64 * 1024;
  private static final int STREAMS_PER_CONNECTION = 4096;

  private final Server server;
  private final ServerConnector connector;

  /**
   * @param port 0 takes a free one
   * @param tls shows the service's certificate, trusts the front-proxy authority alone
   */
  public ResourceServer(String address, int port, SSLContext tls, Servlet servlet) {
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName("resource-service");
    // Commits and fresh reads block: on virtual threads there is no bound to run into.
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("request-", 0).factory()));
    server = new Server(threads);
    connector = connector(tls);
    connector.setHost(address);
    connector.setPort(port);
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    ServletHolder holder = new ServletHolder("resources", servlet);
    holder.setAsyncSupported(true);
    context.addServlet(holder, "/*");
    // What a path means is said by RequestInfoParser alone.
    context.getServletHandler().setDecodeAmbiguousURIs(true);
    server.setHandler(context);
  }

  private ServerConnector connector(SSLContext tls) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setIdleTimeout(0);
    http.setUriCompliance(UriCompliance.UNSAFE);
    http.addCustomizer(new SecureRequestCustomizer(false));
    HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
    // The one client is the gateway: what would be abuse from a stranger is its ordinary traffic.
    http2.setRateControlFactory(new RateControl.Factory() {});
    http2.setMaxConcurrentStreams(STREAMS_PER_CONNECTION);
    http2.setStreamIdleTimeout(0);
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory("h2", "http/1.1");
    alpn.setDefaultProtocol("http/1.1");
    SslContextFactory.Server ssl = new SslContextFactory.Server();
    ssl.setSslContext(tls);
    ssl.setNeedClientAuth(true);
    ssl.setSniRequired(false);
    ServerConnector made =
        new ServerConnector(
            server,
            new SslConnectionFactory(ssl, "alpn"),
            alpn,
            http2,
            new HttpConnectionFactory(http));
    made.setIdleTimeout(0);
    return made;
  }

  /**
   * Listens when this returns.
   *
   * @throws IOException the port is taken, or may not be bound
   */
  public void start() throws IOException {
    try {
      server.start();
    } catch (Exception e) {
      close();
      throw new IOException(
          "cannot listen on " + connector.getHost() + ":" + connector.getPort(), e);
    }
  }

  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the server does not stop", e);
    }
  }
}
