package io.gantry.resource.machinery.content;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;
import tools.jackson.databind.JsonNode;

/** Trees as YAML, keys sorted, as Kubernetes prints them. */
final class YamlText {
  private YamlText() {}

  static byte[] of(JsonNode tree) {
    // A dump keeps state: one each time.
    Dump dump =
        new Dump(
            DumpSettings.builder()
                .setDefaultFlowStyle(FlowStyle.BLOCK)
                .setSplitLines(false)
                .build());
    return dump.dumpToString(value(tree)).getBytes(StandardCharsets.UTF_8);
  }

  private static Object value(JsonNode node) {
    if (node.isObject()) {
      TreeMap<String, Object> map = new TreeMap<>();
      node.properties().forEach(field -> map.put(field.getKey(), value(field.getValue())));
      return map;
    }
    if (node.isArray()) {
      List<Object> list = new ArrayList<>(node.size());
      node.forEach(item -> list.add(value(item)));
      return list;
    }
    if (node.isString()) {
      return node.stringValue();
    }
    if (node.isNumber()) {
      return node.numberValue();
    }
    return node.isBoolean() ? Boolean.valueOf(node.booleanValue()) : null;
  }
}
