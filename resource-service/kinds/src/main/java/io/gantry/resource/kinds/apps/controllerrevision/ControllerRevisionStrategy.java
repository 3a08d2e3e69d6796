package io.gantry.resource.kinds.apps.controllerrevision;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a ControllerRevision: history cannot be changed. */
public final class ControllerRevisionStrategy extends ObjectStrategy {
  public ControllerRevisionStrategy() {
    super(false, false);
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    JsonNode data = Json.at(object, "data");
    if (data == null) {
      out.required(FieldPath.of("data"), "data is mandatory");
    } else if (!data.isObject()) {
      out.required(FieldPath.of("data"), "data must be a valid JSON object");
    }
    return out.nonNegative(FieldPath.root(), object, "revision").list();
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    return new Findings()
        .add(validate(context, object))
        .add(FieldRules.immutable(FieldPath.of("data"), object.get("data"), old.get("data")))
        .list();
  }
}
