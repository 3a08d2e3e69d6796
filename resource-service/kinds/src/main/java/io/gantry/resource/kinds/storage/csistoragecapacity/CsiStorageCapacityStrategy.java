package io.gantry.resource.kinds.storage.csistoragecapacity;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.Notices;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.podspec.warnings.NodeLabelWarnings;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.LabelRules;
import io.gantry.resource.machinery.validation.QuantityRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a CSIStorageCapacity: the amount may change, what it is the amount of may not. */
public final class CsiStorageCapacityStrategy extends ObjectStrategy {
  private static final FieldPath TOPOLOGY = FieldPath.of("nodeTopology");
  private static final FieldPath CLASS = FieldPath.of("storageClassName");

  public CsiStorageCapacityStrategy() {
    super(false, false);
  }

  @Override
  public boolean unconditionalUpdate() {
    return false;
  }

  @Override
  protected MetadataChecks metadataChecks() {
    return MetadataChecks.AS_BOTH;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    out.add(LabelRules.selector(TOPOLOGY, Json.at(object, "nodeTopology")));
    out.format(CLASS, Json.text(object, "storageClassName"), Formats::dns1123Subdomain);
    JsonNode capacity = Json.at(object, "capacity");
    if (capacity != null) {
      out.add(QuantityRules.nonNegative(FieldPath.of("capacity"), capacity));
    }
    return out.list();
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = new Findings().add(validate(context, object));
    JsonNode topology = Json.at(object, "nodeTopology");
    out.add(
        FieldRules.immutable(
            TOPOLOGY, topology, Json.at(old, "nodeTopology"), GoText.labelSelector(topology)));
    String name = Json.text(object, "storageClassName");
    if (!name.equals(Json.text(old, "storageClassName"))) {
      out.invalid(CLASS, name, FieldRules.IMMUTABLE);
    }
    return out.list();
  }

  @Override
  protected List<String> warnings(ObjectNode object, ObjectNode old) {
    Notices out = new Notices();
    JsonNode topology = Json.at(object, "nodeTopology");
    NodeLabelWarnings.expressions(out, TOPOLOGY, topology);
    for (String key : Json.map(topology, "matchLabels").keySet()) {
      NodeLabelWarnings.label(out, TOPOLOGY.child("matchLabels", key), key);
    }
    return out.list();
  }
}
