package io.gantry.resource.kinds.core.node;

import io.gantry.resource.kinds.core.ProxyTarget;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ObjectVerbs;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.SubresourceHandler;

/** {@code nodes/proxy}: any request to the node's agent. */
public final class NodeProxy implements SubresourceHandler {
  private final NodeConnections nodes;

  public NodeProxy(NodeConnections nodes) {
    this.nodes = nodes;
  }

  @Override
  public ApiAnswer handle(ApiCall call, ResourceDefinition definition, ObjectVerbs verbs) {
    ProxyTarget target = ProxyTarget.parse(call.request().name());
    ApiAnswer.Connect agent = nodes.connect(target.name(), ProxyTarget.path(call));
    if (target.port().isEmpty()) {
      return agent;
    }
    return new ApiAnswer.Connect(
        target.scheme().isEmpty() ? agent.scheme() : target.scheme(),
        agent.host(),
        target.portNumber(),
        agent.pathAndQuery());
  }
}
