package io.gantry.resource.kinds.core.node;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.podspec.ResourceRules;
import io.gantry.resource.machinery.WriteContext;
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
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a Node. What a kubelet registers is kept as it is, status included. */
public final class NodeStrategy extends ObjectStrategy {
  private static final FieldPath TAINTS = FieldPath.of("metadata").child("taints");
  private static final List<String> EFFECTS =
      List.of("NoSchedule", "PreferNoSchedule", "NoExecute");

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
    amounts(out, object);
    podCidrs(out, Json.texts(object, "spec", "podCIDRs"));
    return out.list();
  }

  private static void amounts(Findings out, ObjectNode object) {
    for (String amounts : List.of("capacity", "allocatable")) {
      JsonNode node = Json.at(object, "status", amounts);
      if (node != null) {
        for (String name : new TreeSet<>(node.propertyNames())) {
          ResourceRules.amount(
              out, FieldPath.of("status").child(amounts, name), name, node.get(name));
        }
      }
    }
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
    Findings out = new Findings();
    amounts(out, object);
    addresses(out, Json.items(object, "status", "addresses"));
    podCidrsKept(out, Json.texts(object, "spec", "podCIDRs"), Json.texts(old, "spec", "podCIDRs"));
    String provider = Json.text(old, "spec", "providerID");
    if (!provider.isEmpty() && !provider.equals(Json.text(object, "spec", "providerID"))) {
      out.forbidden(
          FieldPath.of("spec").child("providerID"),
          "node updates may not change providerID except from \"\" to valid");
    }
    taints(out, Json.items(object, "spec", "taints"));
    if (!Json.text(object, "spec", "externalID").equals(Json.text(old, "spec", "externalID"))) {
      out.forbidden(FieldPath.of("spec").child("externalID"), "may not be updated");
    }
    return out.list();
  }

  private static void addresses(Findings out, List<JsonNode> addresses) {
    Set<JsonNode> seen = new HashSet<>();
    for (int i = 0; i < addresses.size(); i++) {
      if (!seen.add(addresses.get(i))) {
        out.add(
            FieldError.duplicate(
                FieldPath.of("status").child("addresses").index(i),
                GoText.literal(
                    "core.NodeAddress{Type:"
                        + FieldError.quoted(Json.text(addresses.get(i), "type"))
                        + ", Address:"
                        + FieldError.quoted(Json.text(addresses.get(i), "address"))
                        + "}")));
      }
    }
  }

  /** Ranges are given once; each that differs is an error of its own. */
  private static void podCidrsKept(Findings out, List<String> now, List<String> before) {
    long differ = 0;
    if (!before.isEmpty() && before.size() != now.size()) {
      differ = 1;
    } else if (!before.isEmpty()) {
      differ =
          IntStream.range(0, now.size()).filter(i -> !now.get(i).equals(before.get(i))).count();
    }
    for (; differ > 0; differ--) {
      out.forbidden(
          FieldPath.of("spec").child("podCIDRs"),
          "node updates may not change podCIDR except from \"\" to valid");
    }
  }

  @Override
  protected List<FieldError> validateStatus(
      WriteContext context, ObjectNode object, ObjectNode old) {
    return validateChange(context, object, old);
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
