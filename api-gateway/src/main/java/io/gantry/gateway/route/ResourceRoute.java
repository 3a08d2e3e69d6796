package io.gantry.gateway.route;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.apiaccess.UserInfo;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;

/**
 * The way to resource-service: a call in the same JVM, or a proxied request whose front-proxy
 * headers carry the user over mutual TLS. The user's own such headers have been removed.
 */
public interface ResourceRoute {
  void serve(UserInfo user, HttpServletRequest request, HttpServletResponse response)
      throws IOException;

  /**
   * Asks resource-service to authorize and resolve a request that a node answers.
   *
   * @return empty when there is nothing to answer: the log of a pod that no node has yet
   * @throws io.gantry.apimodel.StatusException as Kubernetes refuses it
   */
  Optional<NodeTarget> resolve(
      UserInfo user, RequestInfo request, String method, String queryString);

  /**
   * @param pathAndQuery of the kubelet API
   */
  record NodeTarget(String scheme, String host, int port, String pathAndQuery) {}
}
