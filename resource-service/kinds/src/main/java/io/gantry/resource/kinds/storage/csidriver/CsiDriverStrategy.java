package io.gantry.resource.kinds.storage.csidriver;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.GoText;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a CSIDriver. */
public final class CsiDriverStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");

  /** What errors call {@code attachRequired}. */
  private static final String ATTACH = "attachedRequired";

  private static final long SHORTEST_SECONDS = 600;
  private static final long LONGEST_SECONDS = 1L << 32;

  public CsiDriverStrategy() {
    super(false, false, true);
  }

  @Override
  public boolean unconditionalUpdate() {
    return false;
  }

  /** New drivers have no generation: the first change of the specification makes one. */
  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
    super.prepareForUpdate(context, object, old);
    if (isNewGeneration(object, old)) {
      long generation = Json.number(old, 0, "metadata", "generation");
      Json.ensureObject(object, "metadata").put("generation", generation + 1);
    }
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    JsonNode spec = Json.at(object, "spec");
    for (String required : List.of("attachRequired", "podInfoOnMount", "storageCapacity")) {
      if (!Json.has(spec, required)) {
        out.required(SPEC.child(required.equals("attachRequired") ? ATTACH : required));
      }
    }
    out.optionalOneOf(
        SPEC.child("fsGroupPolicy"),
        Json.at(spec, "fsGroupPolicy"),
        List.of("File", "None", "ReadWriteOnceWithFSType"));
    tokens(out, Json.items(spec, "tokenRequests"));
    for (JsonNode mode : Json.items(spec, "volumeLifecycleModes")) {
      out.optionalOneOf(
          SPEC.child("volumeLifecycleModes"), mode, List.of("Persistent", "Ephemeral"));
    }
    if (!Json.has(spec, "seLinuxMount")) {
      out.required(SPEC.child("seLinuxMount"));
    }
    return out.list();
  }

  private static void tokens(Findings out, List<JsonNode> requests) {
    Set<String> audiences = new HashSet<>();
    for (int i = 0; i < requests.size(); i++) {
      FieldPath at = SPEC.child("tokenRequests").index(i);
      String audience = Json.text(requests.get(i), "audience");
      if (!audiences.add(audience)) {
        out.add(FieldError.duplicate(at.child("audience"), audience));
        continue;
      }
      long seconds = Json.number(requests.get(i), SHORTEST_SECONDS, "expirationSeconds");
      if (seconds < SHORTEST_SECONDS) {
        out.invalid(
            at.child("expirationSeconds"),
            seconds,
            "may not specify a duration less than 10 minutes");
      }
      if (seconds > LONGEST_SECONDS) {
        out.invalid(
            at.child("expirationSeconds"),
            seconds,
            "may not specify a duration larger than 2^32 seconds");
      }
    }
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = new Findings().add(validate(context, object));
    for (String field : List.of("attachRequired", "volumeLifecycleModes")) {
      JsonNode value = Json.at(object, "spec", field);
      boolean isModes = field.equals("volumeLifecycleModes");
      out.add(
          FieldRules.immutable(
              SPEC.child(isModes ? field : ATTACH),
              value,
              Json.at(old, "spec", field),
              isModes ? GoText.literal("[]storage.VolumeLifecycleMode{}") : GoText.of(value)));
    }
    return out.list();
  }
}
