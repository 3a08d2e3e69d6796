package io.gantry.resource.kinds.admission.limitranger;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.kinds.admission.Refusals;
import io.gantry.resource.machinery.AdmissionPlugin;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The place of limit ranges: sets default requests and limits of containers. */
public final class LimitRanger implements AdmissionPlugin {
  private static final GroupResource RANGES = new GroupResource("", "limitranges");

  @Override
  public String name() {
    return "LimitRanger";
  }

  @Override
  public void admit(Attributes attributes) {
    if (attributes.operation() != Operation.CREATE || !Refusals.concerns(attributes, "", "pods")) {
      return;
    }
    for (JsonNode item : items(attributes)) {
      if (Json.text(item, "type").equals("Container")) {
        for (String sort : List.of("containers", "initContainers")) {
          for (JsonNode container : Json.items(attributes.object(), "spec", sort)) {
            fill((ObjectNode) container, "limits", Json.at(item, "default"));
            fill((ObjectNode) container, "requests", Json.at(item, "defaultRequest"));
          }
        }
      }
    }
  }

  private static List<JsonNode> items(Attributes attributes) {
    List<JsonNode> items = new ArrayList<>();
    for (ResourceObject range :
        attributes.context().readAll(RANGES, attributes.request().namespace())) {
      items.addAll(Json.items(range.tree(), "spec", "limits"));
    }
    return items;
  }

  private static void fill(ObjectNode container, String kind, JsonNode defaults) {
    if (defaults == null) {
      return;
    }
    ObjectNode amounts = Json.ensureObject(container, "resources", kind);
    for (Map.Entry<String, JsonNode> amount : defaults.properties()) {
      if (!amounts.has(amount.getKey())) {
        amounts.set(amount.getKey(), amount.getValue());
      }
    }
  }

  @Override
  public void validate(Attributes attributes) {
    if (attributes.operation() != Operation.CREATE || !Refusals.concerns(attributes, "", "pods")) {
      return;
    }
    List<String> faults = new ArrayList<>();
    for (JsonNode item : items(attributes)) {
      if (Json.text(item, "type").equals("Container")) {
        for (JsonNode container : Json.items(attributes.object(), "spec", "containers")) {
          LimitRules.container(faults, item, Json.at(container, "resources"));
        }
      }
    }
    if (!faults.isEmpty()) {
      throw Refusals.forbidden(
          attributes,
          faults.size() == 1 ? faults.getFirst() : "[" + String.join(", ", faults) + "]");
    }
  }
}
