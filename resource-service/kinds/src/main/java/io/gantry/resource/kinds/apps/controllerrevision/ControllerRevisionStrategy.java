package io.gantry.resource.kinds.apps.controllerrevision;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.GoText;
import java.util.List;
import java.util.Objects;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a ControllerRevision: history cannot be changed. */
public final class ControllerRevisionStrategy extends ObjectStrategy {
  private static final FieldPath DATA = FieldPath.of("data");

  public ControllerRevisionStrategy() {
    super(false, false);
  }

  @Override
  protected MetadataChecks metadataChecks() {
    return MetadataChecks.AS_BOTH;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = revision(object);
    JsonNode data = Json.at(object, "data");
    if (data == null) {
      out.required(DATA, "data is mandatory");
    } else if (!data.isObject()) {
      out.required(DATA, "data must be a valid JSON object");
    }
    return out.list();
  }

  private static Findings revision(ObjectNode object) {
    return new Findings().nonNegative(FieldPath.root(), object, "revision");
  }

  /** The data may not change at all, so it is not looked at. */
  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = revision(object);
    if (!Objects.equals(Json.at(object, "data"), Json.at(old, "data"))) {
      out.invalid(DATA, GoText.literal("runtime.RawExtension{}"), FieldRules.IMMUTABLE);
    }
    return out.list();
  }
}
