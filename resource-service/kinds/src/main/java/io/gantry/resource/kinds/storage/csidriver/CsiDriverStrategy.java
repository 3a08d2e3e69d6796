package io.gantry.resource.kinds.storage.csidriver;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a CSIDriver. */
public final class CsiDriverStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");

  public CsiDriverStrategy() {
    super(false, false, true);
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    JsonNode spec = Json.at(object, "spec");
    for (String required : List.of("attachRequired", "podInfoOnMount", "storageCapacity")) {
      if (!Json.has(spec, required)) {
        out.required(SPEC.child(required));
      }
    }
    out.optionalOneOf(
        SPEC.child("fsGroupPolicy"),
        Json.at(spec, "fsGroupPolicy"),
        List.of("File", "None", "ReadWriteOnceWithFSType"));
    int i = 0;
    Set<String> audiences = new HashSet<>();
    for (JsonNode request : Json.items(spec, "tokenRequests")) {
      FieldPath at = SPEC.child("tokenRequests").index(i++);
      String audience = Json.text(request, "audience");
      if (!audiences.add(audience)) {
        out.add(FieldError.duplicate(at.child("audience"), audience));
      }
      JsonNode seconds = Json.at(request, "expirationSeconds");
      if (seconds != null && seconds.longValue() < 600) {
        out.invalid(
            at.child("expirationSeconds"),
            seconds.longValue(),
            "may not specify a duration less than 10 minutes");
      }
    }
    for (JsonNode mode : Json.items(spec, "volumeLifecycleModes")) {
      out.optionalOneOf(
          SPEC.child("volumeLifecycleModes"), mode, List.of("Persistent", "Ephemeral"));
    }
    return out.list();
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = new Findings().add(validate(context, object));
    for (String field : List.of("attachRequired", "volumeLifecycleModes")) {
      out.add(
          FieldRules.immutable(
              SPEC.child(field), Json.at(object, "spec", field), Json.at(old, "spec", field)));
    }
    return out.list();
  }
}
