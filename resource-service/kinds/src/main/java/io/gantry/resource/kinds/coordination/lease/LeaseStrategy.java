package io.gantry.resource.kinds.coordination.lease;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.DisabledFields;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a Lease. */
public final class LeaseStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");

  public LeaseStrategy() {
    super(false, false);
  }

  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {
    dropElection(object, null);
  }

  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
    super.prepareForUpdate(context, object, old);
    dropElection(object, old);
  }

  private static void dropElection(ObjectNode object, ObjectNode old) {
    DisabledFields.drop(object, old, "spec.strategy");
    DisabledFields.drop(object, old, "spec.preferredHolder");
  }

  @Override
  public boolean createOnUpdate() {
    return true;
  }

  @Override
  public boolean unconditionalUpdate() {
    return false;
  }

  @Override
  public boolean knowsFinalizers() {
    return false;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    JsonNode spec = Json.at(object, "spec");
    JsonNode duration = Json.at(spec, "leaseDurationSeconds");
    if (duration != null) {
      out.add(FieldRules.positive(SPEC.child("leaseDurationSeconds"), duration.longValue()));
    }
    return out.nonNegative(SPEC, spec, "leaseTransitions").list();
  }
}
