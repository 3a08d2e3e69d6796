package io.gantry.resource.kinds.node.runtimeclass;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.Notices;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.podspec.ResourceRules;
import io.gantry.resource.kinds.core.podspec.TolerationRules;
import io.gantry.resource.kinds.core.podspec.warnings.NodeLabelWarnings;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.LabelRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a RuntimeClass. */
public final class RuntimeClassStrategy extends ObjectStrategy {
  private static final List<String> KEYS = List.of("key", "operator", "value", "effect");

  public RuntimeClassStrategy() {
    super(false, false);
  }

  @Override
  protected MetadataChecks metadataChecks() {
    return MetadataChecks.AS_BOTH;
  }

  @Override
  public boolean knowsFinalizers() {
    return false;
  }

  @Override
  public boolean unconditionalUpdate() {
    return false;
  }

  @Override
  public boolean createOnUpdate() {
    return true;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    out.format(FieldPath.of("handler"), Json.text(object, "handler"), Formats::dns1123Label);
    JsonNode fixed = Json.at(object, "overhead", "podFixed");
    if (fixed != null) {
      ResourceRules.overhead(out, FieldPath.of("overhead"), fixed);
    }
    JsonNode scheduling = Json.at(object, "scheduling");
    FieldPath path = FieldPath.of("scheduling");
    out.add(LabelRules.labels(path.child("nodeSelector"), Json.at(scheduling, "nodeSelector")));
    List<JsonNode> tolerations = Json.items(scheduling, "tolerations");
    // Twice the word, as Kubernetes has it.
    TolerationRules.validate(out, path.child("tolerations", "tolerations"), tolerations);
    Set<List<String>> seen = new HashSet<>();
    for (int i = 0; i < tolerations.size(); i++) {
      JsonNode toleration = tolerations.get(i);
      if (!seen.add(KEYS.stream().map(key -> Json.text(toleration, key)).toList())) {
        out.add(
            FieldError.duplicate(
                path.child("tolerations").index(i), GoText.literal("core.Toleration{}")));
      }
    }
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

  @Override
  protected List<String> warnings(ObjectNode object, ObjectNode old) {
    Notices out = new Notices();
    for (String key : Json.map(object, "scheduling", "nodeSelector").keySet()) {
      NodeLabelWarnings.label(out, FieldPath.of("scheduling").child("nodeSelector"), key);
    }
    return out.list();
  }
}
