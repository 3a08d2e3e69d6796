package io.gantry.resource.kinds.core.endpoints;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Cells;
import io.gantry.resource.kinds.columns.Ages;
import io.gantry.resource.kinds.columns.Texts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The columns of endpoints. */
final class EndpointsColumns implements Cells {
  @Override
  public List<Object> of(ObjectNode endpoints, Instant now) {
    List<String> all = new ArrayList<>();
    List<JsonNode> subsets = Json.items(endpoints, "subsets");
    for (JsonNode subset : subsets) {
      List<String> ips =
          Json.items(subset, "addresses").stream().map(a -> Json.text(a, "ip")).toList();
      List<JsonNode> ports = Json.items(subset, "ports");
      if (ports.isEmpty()) {
        all.addAll(ips);
      }
      for (JsonNode port : ports) {
        for (String ip : ips) {
          String host = ip.indexOf(':') >= 0 ? "[" + ip + "]" : ip;
          all.add(host + ":" + Json.integer(port, 0, "port"));
        }
      }
    }
    return List.of(
        Texts.name(endpoints),
        subsets.isEmpty() ? "<none>" : Texts.someOf(all, 3, ",", ""),
        Ages.age(endpoints, now));
  }
}
