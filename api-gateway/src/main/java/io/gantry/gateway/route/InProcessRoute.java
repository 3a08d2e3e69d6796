package io.gantry.gateway.route;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.apiaccess.UserInfo;
import jakarta.servlet.Servlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * resource-service in the same JVM: its servlet is called on the client's own request, the user
 * handed over as an attribute that no client can set.
 */
public final class InProcessRoute implements ResourceRoute {
  /** The request attribute that carries the user. */
  public static final String USER_ATTRIBUTE = UserInfo.class.getName();

  /** Sends a node request through resource-service's chain of handlers. */
  public interface Resolver {
    /**
     * @return as {@link ResourceRoute#resolve}
     * @throws io.gantry.apimodel.StatusException as Kubernetes refuses it
     */
    Optional<NodeTarget> resolve(
        UserInfo user, RequestInfo request, String method, String queryString);
  }

  private final Servlet resources;
  private final Resolver resolver;

  public InProcessRoute(Servlet resources, Resolver resolver) {
    this.resources = resources;
    this.resolver = resolver;
  }

  @Override
  public void serve(UserInfo user, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    request.setAttribute(USER_ATTRIBUTE, user);
    try {
      resources.service(request, response);
    } catch (ServletException e) {
      throw new IOException(e);
    }
  }

  @Override
  public Optional<NodeTarget> resolve(
      UserInfo user, RequestInfo request, String method, String queryString) {
    return resolver.resolve(user, request, method, queryString);
  }
}
