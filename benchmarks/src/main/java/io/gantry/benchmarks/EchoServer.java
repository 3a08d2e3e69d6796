package io.gantry.benchmarks;

import io.gantry.apiaccess.pki.ClusterPki;
import io.gantry.apiaccess.pki.TlsContexts;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/**
 * A bare Jetty with the cluster's own TLS set-up that answers a POST with its body and a GET with
 * the last body posted: what this machine's HTTP stack does when nobody does anything with a
 * request.
 */
public final class EchoServer {
  private EchoServer() {}

  public static void main(String[] arguments) throws Exception {
    ClusterPki pki = ClusterPki.open(Path.of(arguments[0]), List.of(), InstantSource.system());
    Server server = new Server();
    HttpConfiguration http = new HttpConfiguration();
    SecureRequestCustomizer secure = new SecureRequestCustomizer();
    secure.setSniHostCheck(false);
    http.addCustomizer(secure);
    HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol("http/1.1");
    SslContextFactory.Server tls = new SslContextFactory.Server();
    tls.setSslContext(TlsContexts.of(pki.apiServer(), pki.clusterCa()));
    ServerConnector connector =
        new ServerConnector(
            server,
            new SslConnectionFactory(tls, alpn.getProtocol()),
            alpn,
            http2,
            new HttpConnectionFactory(http));
    connector.setHost("127.0.0.1");
    connector.setPort(Integer.parseInt(arguments[1]));
    server.addConnector(connector);
    server.setHandler(new Echo());
    server.start();
    server.join();
  }

  private static final class Echo extends Handler.Abstract.NonBlocking {
    private final AtomicReference<byte[]> last = new AtomicReference<>(new byte[0]);

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
      if (HttpMethod.POST.is(request.getMethod())) {
        Content.Source.asByteBuffer(
            request,
            Promise.from(
                body -> {
                  byte[] bytes = new byte[body.remaining()];
                  body.get(bytes);
                  last.set(bytes);
                  response.setStatus(201);
                  response.write(true, ByteBuffer.wrap(bytes), callback);
                },
                callback::failed));
      } else {
        response.write(true, ByteBuffer.wrap(last.get()), callback);
      }
      return true;
    }
  }
}
