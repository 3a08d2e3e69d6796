package io.gantry.resource.kinds.flowcontrol;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Conditions of flow schemas and priority levels: each has a type of its own. */
public final class FlowConditionRules {
  private FlowConditionRules() {}

  /** What is wrong with an object's status. */
  public static List<FieldError> validate(ObjectNode object) {
    Findings out = new Findings();
    FieldPath path = FieldPath.of("status").child("conditions");
    Set<String> types = new HashSet<>();
    List<JsonNode> conditions = Json.items(object, "status", "conditions");
    for (int i = 0; i < conditions.size(); i++) {
      FieldPath at = path.index(i).child("type");
      String type = Json.text(conditions.get(i), "type");
      if (!types.add(type)) {
        out.add(FieldError.duplicate(at, type));
      }
      if (type.isEmpty()) {
        out.required(at, "must not be empty");
      }
    }
    return out.list();
  }
}
