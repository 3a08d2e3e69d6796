package io.gantry.resource.server;

import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.ApiAnswer;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where a gateway in another process finds the node that answers an authorized request. */
public final class NodeConnect {
  public static final String MEDIA_TYPE = "application/vnd.gantry.connect+json";

  private NodeConnect() {}

  static ApiAnswer.Document document(ApiAnswer.Connect connect) {
    ObjectNode json = Json.object();
    json.put("scheme", connect.scheme())
        .put("host", connect.host())
        .put("port", connect.port())
        .put("pathAndQuery", connect.pathAndQuery());
    return new ApiAnswer.Document(200, MEDIA_TYPE, Json.bytes(json), Map.of(), List.of());
  }

  /** The other direction, for the gateway. */
  public static ApiAnswer.Connect parse(byte[] body) {
    JsonNode json = Json.parse(body);
    return new ApiAnswer.Connect(
        Json.text(json, "scheme"),
        Json.text(json, "host"),
        Json.integer(json, 0, "port"),
        Json.text(json, "pathAndQuery"));
  }
}
