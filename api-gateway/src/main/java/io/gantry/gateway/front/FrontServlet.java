package io.gantry.gateway.front;

import io.gantry.apiaccess.Authenticator;
import io.gantry.apiaccess.RequestInfo;
import io.gantry.apiaccess.RequestInfoParser;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.StatusException;
import io.gantry.gateway.route.ClientRequest;
import io.gantry.gateway.route.ResourceRoute;
import io.gantry.gateway.stream.NodeStreams;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Every request's way in: what is asked, who asks, and on to whoever answers. */
public final class FrontServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(FrontServlet.class);

  private final transient ClientIdentity identity;
  private final transient ResourceRoute resources;
  private final transient NodeStreams nodes;
  private final transient GatewayMetrics metrics;

  public FrontServlet(
      ClientIdentity identity, ResourceRoute resources, NodeStreams nodes, GatewayMetrics metrics) {
    this.identity = identity;
    this.resources = resources;
    this.nodes = nodes;
    this.metrics = metrics;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    GatewayMetrics.Timing timing = metrics.begin();
    RequestInfo info = null;
    try {
      info =
          RequestInfoParser.parse(
              request.getMethod(), request.getRequestURI(), request.getQueryString());
      UserInfo user = identity.of(request);
      ClientRequest passed = new ClientRequest(request);
      if (NodePaths.matches(info)) {
        nodes.serve(user, info, passed, response);
      } else {
        resources.serve(user, passed, response);
      }
    } catch (StatusException e) {
      StatusResponse.write(response, e.status());
    } catch (Authenticator.InvalidCredentialsException e) {
      LOG.debug("refused credentials: {}", e.getMessage());
      StatusResponse.write(response, ApiStatus.unauthorized());
    } catch (RuntimeException e) {
      LOG.error("{} {} failed", request.getMethod(), request.getRequestURI(), e);
      StatusResponse.write(response, ApiStatus.internal(String.valueOf(e.getMessage())));
      if (request.isAsyncStarted()) {
        // Whoever was to complete it never will.
        request.getAsyncContext().complete();
      }
    } finally {
      metrics.end(timing, info, request, response);
    }
  }
}
