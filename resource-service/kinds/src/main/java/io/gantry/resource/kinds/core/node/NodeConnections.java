package io.gantry.resource.kinds.core.node;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.resource.kinds.base.ObjectReader;
import io.gantry.resource.machinery.ApiAnswer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where a node's agent listens. */
public final class NodeConnections {
  private static final GroupResource NODES = new GroupResource("", "nodes");
  private static final int DEFAULT_PORT = 10250;

  private final ObjectReader objects;

  public NodeConnections(ObjectReader objects) {
    this.objects = objects;
  }

  /**
   * @param pathAndQuery of the agent's API
   */
  public ApiAnswer.Connect connect(String node, String pathAndQuery) {
    ObjectNode object =
        objects
            .read(new ObjectKey(NODES, "", node))
            .orElseThrow(() -> ApiStatus.notFound(NODES, node).asException())
            .tree();
    String host = "";
    for (JsonNode address : Json.items(object, "status", "addresses")) {
      if (Json.text(address, "type").equals("InternalIP") && host.isEmpty()) {
        host = Json.text(address, "address");
      }
    }
    if (host.isEmpty()) {
      throw ApiStatus.internal("no preferred addresses found; known addresses: []").asException();
    }
    int port = Json.integer(object, 0, "status", "daemonEndpoints", "kubeletEndpoint", "Port");
    return new ApiAnswer.Connect("https", host, port == 0 ? DEFAULT_PORT : port, pathAndQuery);
  }
}
