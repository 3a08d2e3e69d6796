package io.gantry.apiaccess.node;

import io.gantry.apiaccess.rbac.PolicyRule;
import io.gantry.apimodel.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What every node may do: the rules of the cluster role {@code system:node}, as data. */
public final class NodeRules {
  private NodeRules() {}

  public static List<PolicyRule> load() {
    try (InputStream in = NodeRules.class.getResourceAsStream("node-rules.json")) {
      List<PolicyRule> rules = new ArrayList<>();
      for (JsonNode rule : Json.items(Json.parse(in.readAllBytes()), "rules")) {
        rules.add(PolicyRule.of(rule));
      }
      return rules;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
