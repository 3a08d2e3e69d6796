package io.gantry.gateway;

import io.gantry.apiaccess.Authenticator;
import io.gantry.apiaccess.Authorizer;
import io.gantry.apiaccess.authentication.Impersonation;
import io.gantry.apiaccess.pki.ClusterPki;
import io.gantry.apiaccess.pki.TlsContexts;
import io.gantry.gateway.front.ClientIdentity;
import io.gantry.gateway.front.FrontServlet;
import io.gantry.gateway.front.GatewayMetrics;
import io.gantry.gateway.route.ResourceRoute;
import io.gantry.gateway.stream.NodeStreams;
import io.gantry.gateway.stream.NodeTls;
import io.gantry.gateway.stream.StreamProxy;
import io.gantry.gateway.stream.UpgradeTunnel;
import io.gantry.httpsserver.ClientCertificates;
import io.gantry.httpsserver.HttpsServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;

/**
 * The gateway's objects and how they hang together. Start it when resource-service can answer, and
 * close it first of all, so that no request finds the others gone.
 */
public final class GatewayWiring implements AutoCloseable {
  private final StreamProxy streams;
  private final HttpsServer server;

  /**
   * @param authenticator judges certificates and tokens; see {@link GatewayAuthentication}
   * @param authorizer asked for permission to impersonate, and for nothing else: everything else is
   *     authorized behind the route
   * @param resources the way to resource-service
   */
  public GatewayWiring(
      GatewaySettings settings,
      ClusterPki pki,
      Authenticator authenticator,
      Authorizer authorizer,
      ResourceRoute resources,
      MeterRegistry registry)
      throws IOException {
    NodeTls tls = NodeTls.of(pki);
    this.streams = new StreamProxy(tls);
    NodeStreams nodes = new NodeStreams(resources, new UpgradeTunnel(tls), streams);
    ClientIdentity identity = new ClientIdentity(authenticator, new Impersonation(authorizer));
    FrontServlet front = new FrontServlet(identity, resources, nodes, new GatewayMetrics(registry));
    this.server =
        new HttpsServer(
            "gateway",
            settings.address(),
            settings.port(),
            settings.idleConnection(),
            TlsContexts.serverForAnyClient(pki.apiServer(), pki.clusterCa()),
            ClientCertificates.WANTED,
            front);
  }

  /** Listens when this returns. */
  public void start() throws IOException {
    streams.start();
    server.start();
  }

  public int port() {
    return server.port();
  }

  @Override
  public void close() {
    server.close();
    streams.close();
  }
}
