package io.gantry.resource.kinds.core.node;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.podspec.ResourceRules;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.LabelRules;
import io.gantry.resource.machinery.validation.NetworkRules;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a Node. What a kubelet registers is kept as it is, status included. */
public final class NodeStrategy extends ObjectStrategy {
  private static final FieldPath TAINTS = FieldPath.of("metadata").child("taints");
  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");
  private static final Set<String> CHANGEABLE =
      Set.of("unschedulable", "taints", "podCIDR", "podCIDRs", "providerID", "configSource");

  public NodeStrategy() {
    super(true, false);
  }

  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {
    dropConfigSource(object, null);
    bothPodCidrs(object);
  }

  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
    super.prepareForUpdate(context, object, old);
    dropConfigSource(object, old);
    bothPodCidrs(object);
  }

  /** Agents take their configuration from files only; what once had another source keeps it. */
  private static void dropConfigSource(ObjectNode object, ObjectNode old) {
    if (!Json.has(old, "spec", "configSource") && Json.has(object, "spec", "configSource")) {
      Json.ensureObject(object, "spec").remove("configSource");
    }
    if (!Json.has(old, "status", "config") && Json.has(object, "status", "config")) {
      Json.ensureObject(object, "status").remove("config");
    }
  }

  /** {@code podCIDR} is the first of {@code podCIDRs}, and wins where they differ. */
  private static void bothPodCidrs(ObjectNode object) {
    String first = Json.text(object, "spec", "podCIDR");
    List<String> all = Json.texts(object, "spec", "podCIDRs");
    if (!first.isEmpty() && (all.isEmpty() || !all.getFirst().equals(first))) {
      Json.ensureObject(object, "spec").putArray("podCIDRs").add(first);
    } else if (first.isEmpty() && !all.isEmpty()) {
      Json.ensureObject(object, "spec").put("podCIDR", all.getFirst());
    }
  }

  @Override
  protected MetadataChecks metadataChecks() {
    return MetadataChecks.AS_BOTH;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    taints(out, Json.items(object, "spec", "taints"));
    for (String amounts : List.of("capacity", "allocatable")) {
      JsonNode node = Json.at(object, "status", amounts);
      if (node != null) {
        for (String name : new TreeSet<>(node.propertyNames())) {
          ResourceRules.amount(
              out, FieldPath.of("status").child(amounts, name), name, node.get(name));
        }
      }
    }
    podCidrs(out, Json.texts(object, "spec", "podCIDRs"));
    return out.list();
  }

  private static void taints(Findings out, List<JsonNode> taints) {
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < taints.size(); i++) {
      FieldPath at = TAINTS.index(i);
      JsonNode taint = taints.get(i);
      String key = Json.text(taint, "key");
      String value = Json.text(taint, "value");
      String effect = Json.text(taint, "effect");
      out.add(LabelRules.labelName(at.child("key"), key));
      List<String> wrong = Formats.labelValue(value);
      if (!wrong.isEmpty()) {
        out.invalid(at.child("value"), value, String.join(";", wrong));
      }
      out.requiredOneOf(at.child("effect"), effect, EFFECTS);
      if (!seen.add(effect + "/" + key)) {
        Object dump =
            GoText.literal(
                "core.Taint{Key:"
                    + FieldError.quoted(key)
                    + ", Value:"
                    + FieldError.quoted(value)
                    + ", Effect:"
                    + FieldError.quoted(effect)
                    + ", TimeAdded:<nil>}");
        out.add(
            new FieldError(
                FieldError.Type.DUPLICATE,
                at.toString(),
                "Duplicate value: " + dump + ": taints must be unique by key and effect pair"));
      }
    }
  }

  private static void podCidrs(Findings out, List<String> ranges) {
    FieldPath path = FieldPath.of("spec").child("podCIDRs");
    boolean valid = true;
    for (int i = 0; i < ranges.size(); i++) {
      List<FieldError> errors = NetworkRules.cidr(path.index(i), ranges.get(i));
      out.add(errors);
      valid &= errors.isEmpty();
    }
    if (valid && ranges.size() > 1) {
      long six = ranges.stream().filter(r -> r.contains(":")).count();
      if (ranges.size() > 2 || six != 1) {
        out.invalid(
            path, GoText.strings(ranges), "may specify no more than one CIDR for each IP family");
      }
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < ranges.size(); i++) {
      if (!seen.add(ranges.get(i))) {
        out.add(FieldError.duplicate(path.index(i), ranges.get(i)));
      }
    }
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = new Findings().add(validate(context, object));
    JsonNode before = Json.at(old, "spec", "podCIDRs");
    if (before != null && !FieldRules.same(before, Json.at(object, "spec", "podCIDRs"))) {
      out.forbidden(
          FieldPath.of("spec").child("podCIDRs"),
          "node updates may not change podCIDR except from" + " \"\" to valid");
    }
    String provider = Json.text(old, "spec", "providerID");
    if (!provider.isEmpty() && !provider.equals(Json.text(object, "spec", "providerID"))) {
      out.forbidden(
          FieldPath.of("spec").child("providerID"),
          "node updates may not change providerID except from \"\" to valid");
    }
    ObjectNode now = Json.ensureObject(object.deepCopy(), "spec");
    ObjectNode then = Json.ensureObject(old.deepCopy(), "spec");
    CHANGEABLE.forEach(now::remove);
    CHANGEABLE.forEach(then::remove);
    if (!FieldRules.same(now, then)) {
      out.forbidden(
          FieldPath.of("spec"),
          "node updates may only change labels, taints, or capacity (or configSource, if the"
              + " DynamicKubeletConfig feature gate is enabled)");
    }
    return out.list();
  }

  @Override
  protected List<FieldError> validateStatus(
      WriteContext context, ObjectNode object, ObjectNode old) {
    return validate(context, object);
  }

  @Override
  public Map<String, String> selectableFields(ObjectNode object) {
    return Map.of(
        "spec.unschedulable", Boolean.toString(Json.bool(object, false, "spec", "unschedulable")));
  }

  @Override
  public List<String> selectableFieldNames() {
    return List.of("spec.unschedulable");
  }

  @Override
  protected List<String> warnings(ObjectNode node, ObjectNode old) {
    List<String> warnings = new ArrayList<>();
    if (Json.has(node, "spec", "configSource")) {
      warnings.add("spec.configSource: the feature is removed");
    }
    if (!Json.text(node, "spec", "externalID").isEmpty()) {
      warnings.add("spec.externalID: this field is deprecated, and is unused by Kubernetes");
    }
    return warnings;
  }
}
