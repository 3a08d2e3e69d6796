package io.gantry.resource.kinds.storage.storageclass;

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
import io.gantry.resource.machinery.validation.LabelRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a StorageClass: only labels and the permission to grow may change. */
public final class StorageClassStrategy extends ObjectStrategy {
  private static final int MAX_PARAMETERS = 512;
  private static final int MAX_BYTES = 256 * 1024;

  public StorageClassStrategy() {
    super(false, false, true);
  }

  @Override
  protected MetadataChecks metadataChecks() {
    return MetadataChecks.AS_BOTH;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    String provisioner = Json.text(object, "provisioner");
    out.present(FieldPath.of("provisioner"), provisioner);
    if (!provisioner.isEmpty()) {
      String lower = provisioner.toLowerCase(Locale.ROOT);
      out.format(FieldPath.of("provisioner"), lower, Formats::qualifiedName);
    }
    parameters(out, object);
    JsonNode reclaim = Json.at(object, "reclaimPolicy");
    if (!Json.text(object, "reclaimPolicy").isEmpty()) {
      out.optionalOneOf(FieldPath.of("reclaimPolicy"), reclaim, List.of("Delete", "Retain"));
    }
    FieldPath mode = FieldPath.of("volumeBindingMode");
    JsonNode binding = Json.at(object, "volumeBindingMode");
    if (binding == null) {
      out.required(mode);
    } else {
      out.optionalOneOf(mode, binding, List.of("Immediate", "WaitForFirstConsumer"));
    }
    topologies(out, object);
    return out.list();
  }

  private static void parameters(Findings out, ObjectNode object) {
    Map<String, String> parameters = Json.map(object, "parameters");
    FieldPath at = FieldPath.of("parameters");
    if (parameters.size() > MAX_PARAMETERS) {
      out.add(FieldError.tooLong(at, MAX_PARAMETERS));
      return;
    }
    int size = 0;
    for (Map.Entry<String, String> parameter : parameters.entrySet()) {
      if (parameter.getKey().isEmpty()) {
        out.invalid(at, "", "field can not be empty.");
      }
      size += parameter.getKey().length() + parameter.getValue().length();
    }
    if (size > MAX_BYTES) {
      out.add(FieldError.tooLong(at, MAX_BYTES));
    }
  }

  private static void topologies(Findings out, ObjectNode object) {
    List<JsonNode> terms = Json.items(object, "allowedTopologies");
    List<Map<String, Set<String>>> known = new ArrayList<>();
    for (int i = 0; i < terms.size(); i++) {
      FieldPath path = FieldPath.of("allowedTopologies").index(i).child("matchLabelExpressions");
      Map<String, Set<String>> wanted = topology(out, path, terms.get(i));
      // One that wants nothing is like each of as many empty ones as there are.
      long same =
          known.stream().filter(wanted::equals).count() + (wanted.isEmpty() ? terms.size() : 0);
      for (int n = 0; n < same; n++) {
        out.add(FieldError.duplicate(path, ""));
      }
      known.add(wanted);
    }
  }

  /** The values a term wants, by key. */
  private static Map<String, Set<String>> topology(Findings out, FieldPath path, JsonNode term) {
    Map<String, Set<String>> wanted = new HashMap<>();
    int e = 0;
    for (JsonNode expression : Json.items(term, "matchLabelExpressions")) {
      FieldPath at = path.index(e++);
      List<String> values = Json.texts(expression, "values");
      if (values.isEmpty()) {
        out.required(at.child("values"));
      }
      Set<String> seen = new HashSet<>();
      for (int v = 0; v < values.size(); v++) {
        if (!seen.add(values.get(v))) {
          out.add(FieldError.duplicate(at.child("values").index(v), values.get(v)));
        }
      }
      String key = Json.text(expression, "key");
      out.add(LabelRules.labelName(at.child("key"), key));
      if (wanted.put(key, seen) != null) {
        out.add(FieldError.duplicate(at.child("key"), key));
      }
    }
    return wanted;
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = new Findings().add(validate(context, object));
    for (String field : List.of("parameters", "provisioner", "reclaimPolicy")) {
      if (!FieldRules.same(object.get(field), old.get(field))) {
        out.forbidden(FieldPath.of(field), "updates to " + field + " are forbidden.");
      }
    }
    return out.add(
            FieldRules.immutable(
                FieldPath.of("volumeBindingMode"),
                object.get("volumeBindingMode"),
                old.get("volumeBindingMode")))
        .list();
  }

  @Override
  protected List<String> warnings(ObjectNode object, ObjectNode old) {
    Notices out = new Notices();
    int t = 0;
    for (JsonNode term : Json.items(object, "allowedTopologies")) {
      FieldPath path = FieldPath.of("allowedTopologies").index(t++).child("matchLabelExpressions");
      int e = 0;
      for (JsonNode expression : Json.items(term, "matchLabelExpressions")) {
        NodeLabelWarnings.label(out, path.index(e++).child("key"), Json.text(expression, "key"));
      }
    }
    return out.list();
  }
}
