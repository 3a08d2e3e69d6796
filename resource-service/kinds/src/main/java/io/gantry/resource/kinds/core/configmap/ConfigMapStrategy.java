package io.gantry.resource.kinds.core.configmap;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.DataRules;
import io.gantry.resource.machinery.WriteContext;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a ConfigMap. */
public final class ConfigMapStrategy extends ObjectStrategy {
  public ConfigMapStrategy() {
    super(false, false);
  }

  @Override
  protected MetadataChecks metadataChecks() {
    return MetadataChecks.AS_BOTH;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    DataRules.keys(out, object, "data");
    for (String key : Json.map(object, "data").keySet()) {
      if (Json.has(object, "binaryData", key)) {
        out.invalid(FieldPath.of("data").key(key), key, "duplicate of key present in binaryData");
      }
    }
    DataRules.keys(out, object, "binaryData");
    DataRules.size(out, FieldPath.of("[]"), object, List.of("data", "binaryData"));
    return out.list();
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = new Findings();
    DataRules.immutable(out, object, old, List.of("data", "binaryData"));
    return out.add(validate(context, object)).list();
  }
}
