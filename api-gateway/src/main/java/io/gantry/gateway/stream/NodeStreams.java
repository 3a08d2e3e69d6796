package io.gantry.gateway.stream;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.ApiStatus;
import io.gantry.gateway.route.ResourceRoute;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.Set;

/**
 * Serves what a node answers. resource-service authorizes and says where it is; then the connection
 * is tunnelled when the client asks to upgrade it, and the answer is streamed when not.
 */
public final class NodeStreams {
  private static final Set<String> UPGRADE_ONLY = Set.of("exec", "attach", "portforward");

  private final ResourceRoute resources;
  private final UpgradeTunnel tunnel;
  private final StreamProxy proxy;

  public NodeStreams(ResourceRoute resources, UpgradeTunnel tunnel, StreamProxy proxy) {
    this.resources = resources;
    this.tunnel = tunnel;
    this.proxy = proxy;
  }

  public void serve(
      UserInfo user, RequestInfo info, HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    Optional<ResourceRoute.NodeTarget> resolved =
        resources.resolve(user, info, request.getMethod(), request.getQueryString());
    if (resolved.isEmpty()) {
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
      return;
    }
    ResourceRoute.NodeTarget target = resolved.get();
    // A pod's own certificate is nobody's we know; a node's is signed by the cluster.
    boolean strangers = info.subresource().equals("proxy") && !info.resource().equals("nodes");
    // A node's log is no upgrade, whatever the client asks for.
    if (UpgradeTunnel.asked(request) && !info.subresource().equals("log")) {
      tunnel.open(target, strangers, request, response);
    } else if (UPGRADE_ONLY.contains(info.subresource())) {
      throw ApiStatus.badRequest("Upgrade request required").asException();
    } else {
      boolean refusals = info.subresource().equals("log");
      proxy.serve(target, strangers, refusals ? info : null, request, response);
    }
  }
}
