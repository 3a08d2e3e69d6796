package io.gantry.apischema.defaults;

import io.gantry.apimodel.Quantity;
import java.math.RoundingMode;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** Amounts of resources: nothing finer than a thousandth is kept. */
final class Resources {
  private Resources() {}

  /** Rounds every quantity of the map in the field up to thousandths. */
  static void round(ObjectNode node, String field) {
    if (!(node.get(field) instanceof ObjectNode amounts)) {
      return;
    }
    for (Map.Entry<String, JsonNode> amount : amounts.properties()) {
      String text = amount.getValue().asString();
      if (text.endsWith("n") || text.endsWith("u")) {
        long thousandths =
            Quantity.parse(text)
                .value()
                .scaleByPowerOfTen(3)
                .setScale(0, RoundingMode.UP)
                .longValue();
        amount.setValue(StringNode.valueOf(Quantity.millis(thousandths).toString()));
      }
    }
  }

  static void roundBoth(ObjectNode requirements) {
    round(requirements, "limits");
    round(requirements, "requests");
  }
}
