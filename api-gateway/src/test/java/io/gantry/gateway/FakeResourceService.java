package io.gantry.gateway;

import io.gantry.apiaccess.UserInfo;
import io.gantry.apiaccess.authentication.FrontProxyAuthenticator;
import io.gantry.apiaccess.pki.CertificateVerifier;
import io.gantry.apiaccess.pki.ClusterPki;
import io.gantry.apiaccess.pki.TlsContexts;
import io.gantry.gateway.front.StatusResponse;
import io.gantry.gateway.route.InProcessRoute;
import io.gantry.httpsserver.ClientCertificates;
import io.gantry.httpsserver.HttpsServer;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;

/** resource-service as a server of its own: takes the front proxy's word on who the user is. */
final class FakeResourceService implements AutoCloseable {
  final FakeResources resources = new FakeResources();
  private final HttpsServer server;

  FakeResourceService(ClusterPki pki) throws IOException {
    FrontProxyAuthenticator authenticator =
        new FrontProxyAuthenticator(
            new CertificateVerifier(List.of(pki.frontProxyCa()), InstantSource.system()));
    this.server =
        new HttpsServer(
            "test",
            "127.0.0.1",
            0,
            Duration.ofMinutes(5),
            TlsContexts.of(pki.resourceService(List.of()), pki.frontProxyCa()),
            ClientCertificates.REQUIRED,
            new Edge(authenticator, resources));
    server.start();
  }

  URI uri() {
    return URI.create("https://127.0.0.1:" + server.port());
  }

  private static final class Edge extends HttpServlet {
    private static final long serialVersionUID = 1L;
    private final transient FrontProxyAuthenticator authenticator;
    private final transient FakeResources resources;

    Edge(FrontProxyAuthenticator authenticator, FakeResources resources) {
      this.authenticator = authenticator;
      this.resources = resources;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      X509Certificate[] chain =
          (X509Certificate[]) request.getAttribute("jakarta.servlet.request.X509Certificate");
      UserInfo user;
      try {
        user =
            authenticator
                .authenticate(
                    chain == null ? List.of() : List.of(chain),
                    Collections.list(request.getHeaderNames()),
                    name -> Collections.list(request.getHeaders(name)))
                .orElseThrow();
      } catch (io.gantry.apiaccess.Authenticator.InvalidCredentialsException e) {
        response.setStatus(401);
        return;
      }
      if ("true".equals(request.getHeader("X-Gantry-Resolve"))) {
        resolve(request, response, user);
        return;
      }
      request.setAttribute(InProcessRoute.USER_ATTRIBUTE, user);
      resources.service(request, response);
    }

    private static void resolve(
        HttpServletRequest request, HttpServletResponse response, UserInfo user)
        throws IOException {
      if (user.name().equals("system:anonymous")) {
        StatusResponse.write(
            response, io.gantry.apimodel.ApiStatus.badRequest("asked by " + user.name()));
        return;
      }
      response.setContentType("application/vnd.gantry.connect+json");
      response
          .getOutputStream()
          .print(
              "{\"scheme\":\"https\",\"host\":\"10.0.0.1\",\"port\":10250,\"pathAndQuery\":\"/"
                  + request.getMethod()
                  + request.getRequestURI()
                  + "?"
                  + request.getQueryString()
                  + "\"}");
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
