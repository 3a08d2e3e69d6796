package io.gantry.httpsserver;

import jakarta.servlet.Servlet;
import java.io.IOException;
import java.net.BindException;
import java.net.Socket;
import java.net.StandardSocketOptions;
import java.time.Duration;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import jdk.net.ExtendedSocketOptions;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.servlet.ServletHolder;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The listening side of the API, in front of the gateway and of resource-service: TLS, HTTP/1.1 and
 * HTTP/2 by ALPN, one servlet behind it. A Jetty server of its own, so that its port, its threads
 * and its protocol settings are nobody else's; the gateway's DESIGN.md has the reasons.
 */
public final class HttpsServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(HttpsServer.class);
  private static final int HEADER_BYTES = 64 * 1024;
  private static final int STREAMS_PER_CONNECTION = 1000;

  private final String address;
  private final int port;
  private final Server server;
  private final ServerConnector connector;

  /**
   * @param name of its threads
   * @param port 0 takes a free one
   * @param idleConnection after which a connection without any request is closed; zero for never
   */
  public HttpsServer(
      String name,
      String address,
      int port,
      Duration idleConnection,
      SSLContext tls,
      ClientCertificates clients,
      Servlet servlet) {
    this.address = address;
    this.port = port;
    QueuedThreadPool threads = new QueuedThreadPool();
    threads.setName(name);
    // Blocking work runs on virtual threads without a bound: a bounded pool full of blocked watches
    // would hang every other request.
    threads.setVirtualThreadsExecutor(
        Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name(name + "-request-", 0).factory()));
    this.server = new Server(threads);
    this.connector = connector(idleConnection, tls, clients);
    server.addConnector(connector);
    ServletContextHandler context = new ServletContextHandler("/");
    ServletHolder holder = new ServletHolder(name, servlet);
    holder.setAsyncSupported(true);
    context.addServlet(holder, "/*");
    // The servlet has the only say on what a path means; see RequestInfoParser.
    context.getServletHandler().setDecodeAmbiguousURIs(true);
    server.setHandler(context);
    server.setErrorHandler(new StatusErrorHandler());
    context.setErrorHandler(new StatusErrorHandler());
  }

  private ServerConnector connector(
      Duration idleConnection, SSLContext tls, ClientCertificates clients) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    http.setIdleTimeout(0);
    http.setUriCompliance(UriCompliance.UNSAFE);
    http.addCustomizer(new SecureRequestCustomizer(false));
    HttpConnectionFactory http1 = new HttpConnectionFactory(http);
    HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
    http2.setRateControlFactory(new ListFriendlyRateControl.Factory());
    http2.setMaxConcurrentStreams(STREAMS_PER_CONNECTION);
    http2.setStreamIdleTimeout(0);
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory("h2", "http/1.1");
    alpn.setDefaultProtocol("http/1.1");
    SslContextFactory.Server ssl = new SslContextFactory.Server();
    ssl.setSslContext(tls);
    switch (clients) {
      case WANTED -> ssl.setWantClientAuth(true);
      case REQUIRED -> ssl.setNeedClientAuth(true);
    }
    ssl.setSniRequired(false);
    ServerConnector made =
        new KeepAliveConnector(server, new SslConnectionFactory(ssl, "alpn"), alpn, http2, http1);
    made.setHost(address);
    made.setPort(port);
    made.setAcceptQueueSize(4096);
    made.setIdleTimeout(idleConnection.toMillis());
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
      String place = address + ":" + port;
      String why = e.getCause() instanceof BindException taken ? taken.getMessage() : e.toString();
      throw new IOException("the API cannot listen on " + place + ": " + why, e);
    }
    LOG.info("listening on {}:{}", address, port());
  }

  public int port() {
    return connector.getLocalPort();
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("the server on port " + port + " does not stop", e);
    }
  }

  /** Finds out by itself, within two minutes, that a peer has vanished without a word. */
  private static final class KeepAliveConnector extends ServerConnector {
    KeepAliveConnector(Server server, org.eclipse.jetty.server.ConnectionFactory... factories) {
      super(server, factories);
    }

    @Override
    protected void configure(Socket socket) {
      super.configure(socket);
      try {
        socket.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
        socket.setOption(ExtendedSocketOptions.TCP_KEEPIDLE, 60);
        socket.setOption(ExtendedSocketOptions.TCP_KEEPINTERVAL, 15);
        socket.setOption(ExtendedSocketOptions.TCP_KEEPCOUNT, 4);
      } catch (IOException | UnsupportedOperationException e) {
        LOG.debug("no TCP keep-alive on {}", socket, e);
      }
    }
  }
}
