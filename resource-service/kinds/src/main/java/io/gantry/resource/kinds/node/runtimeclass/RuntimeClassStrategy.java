package io.gantry.resource.kinds.node.runtimeclass;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.podspec.ResourceRules;
import io.gantry.resource.kinds.core.podspec.TolerationRules;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.LabelRules;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a RuntimeClass. */
public final class RuntimeClassStrategy extends ObjectStrategy {
  public RuntimeClassStrategy() {
    super(false, false);
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    out.format(FieldPath.of("handler"), Json.text(object, "handler"), Formats::dns1123Label);
    JsonNode fixed = Json.at(object, "overhead", "podFixed");
    if (fixed != null) {
      FieldPath at = FieldPath.of("overhead").child("podFixed");
      for (String name : new TreeSet<>(fixed.propertyNames())) {
        // Checked as limits of a container would be.
        ResourceRules.containerResource(out, at.child("limits").key(name), name);
        ResourceRules.amount(out, at.child("limits").key(name), name, fixed.get(name));
      }
    }
    JsonNode scheduling = Json.at(object, "scheduling");
    FieldPath path = FieldPath.of("scheduling");
    out.add(LabelRules.labels(path.child("nodeSelector"), Json.at(scheduling, "nodeSelector")));
    List<JsonNode> tolerations = Json.items(scheduling, "tolerations");
    List<JsonNode> seen = new ArrayList<>();
    for (int i = 0; i < tolerations.size(); i++) {
      if (seen.contains(tolerations.get(i))) {
        out.add(
            FieldError.duplicate(
                path.child("tolerations").index(i), GoText.literal("core.Toleration{}")));
      }
      seen.add(tolerations.get(i));
    }
    // Twice the word, as Kubernetes has it.
    TolerationRules.validate(out, path.child("tolerations", "tolerations"), tolerations);
    return out.list();
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    return new Findings()
        .add(validate(context, object))
        .add(
            FieldRules.immutable(
                FieldPath.of("handler"), object.get("handler"), old.get("handler")))
        .list();
  }
}
