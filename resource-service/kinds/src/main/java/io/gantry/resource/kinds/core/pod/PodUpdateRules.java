package io.gantry.resource.kinds.core.pod;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.core.podspec.PodAnnotationRules;
import io.gantry.resource.kinds.core.podspec.PodSpecRules;
import io.gantry.resource.kinds.core.podspec.TolerationRules;
import io.gantry.resource.machinery.validation.FieldRules;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What may be changed of a pod that exists. */
final class PodUpdateRules {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final String CHANGEABLE =
      "pod updates may not change fields other than"
          + " `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,"
          + "`spec.tolerations` (only additions to existing"
          + " tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was"
          + " previously negative)";

  private PodUpdateRules() {}

  static List<FieldError> validate(ObjectNode pod, ObjectNode old) {
    Findings out = new Findings();
    JsonNode spec = Json.at(pod, "spec");
    JsonNode before = Json.at(old, "spec");
    PodAnnotationRules.validateChange(
        out,
        FieldPath.of("metadata").child("annotations"),
        Json.map(pod, "metadata", "annotations"),
        Json.map(old, "metadata", "annotations"));
    for (String sort : List.of("containers", "initContainers")) {
      if (Json.items(spec, sort).size() != Json.items(before, sort).size()) {
        return out.forbidden(SPEC.child(sort), "pod updates may not add or remove containers")
            .list();
      }
      images(out, spec, sort);
    }
    deadline(out, spec, before);
    schedulingGates(out, spec, before);
    tolerations(out, spec, before);
    if (!Json.items(before, "schedulingGates").isEmpty()) {
      GatedPodRules.validate(out, spec, before);
    }
    if (!FieldRules.same(frozen(spec, before), frozen(before, before))) {
      out.forbidden(SPEC, CHANGEABLE + "\n" + SpecDifference.of(before, spec));
    }
    return out.list();
  }

  private static void images(Findings out, JsonNode spec, String sort) {
    int i = 0;
    for (JsonNode container : Json.items(spec, sort)) {
      FieldPath at = SPEC.child(sort).index(i++).child("image");
      String image = Json.text(container, "image");
      out.present(at, image);
      if (!image.strip().equals(image)) {
        out.invalid(at, image, "must not have leading or trailing whitespace");
      }
    }
  }

  private static void deadline(Findings out, JsonNode spec, JsonNode before) {
    FieldPath at = SPEC.child("activeDeadlineSeconds");
    JsonNode now = Json.at(spec, "activeDeadlineSeconds");
    JsonNode then = Json.at(before, "activeDeadlineSeconds");
    if (now != null) {
      long seconds = now.longValue();
      if (seconds < 0 || seconds > Integer.MAX_VALUE) {
        out.add(FieldRules.inRange(at, seconds, 0, Integer.MAX_VALUE));
      } else if (then != null && then.longValue() < seconds) {
        out.invalid(at, seconds, "must be less than or equal to previous value");
      }
    } else if (then != null) {
      out.invalid(at, "null", "must not update from a positive integer to nil value");
    }
  }

  private static void schedulingGates(Findings out, JsonNode spec, JsonNode before) {
    Set<String> had = new HashSet<>();
    Json.items(before, "schedulingGates").forEach(g -> had.add(Json.text(g, "name")));
    int i = 0;
    for (JsonNode gate : Json.items(spec, "schedulingGates")) {
      String name = Json.text(gate, "name");
      FieldPath at = SPEC.child("schedulingGates").index(i++);
      if (!had.contains(name)) {
        out.forbidden(at, "only deletion is allowed, but found new scheduling gate '" + name + "'");
      }
    }
  }

  private static void tolerations(Findings out, JsonNode spec, JsonNode before) {
    List<JsonNode> now = new ArrayList<>();
    Json.items(spec, "tolerations").forEach(t -> now.add(withoutSeconds(t)));
    for (JsonNode old : Json.items(before, "tolerations")) {
      if (!now.contains(withoutSeconds(old))) {
        out.forbidden(
            SPEC.child("tolerations"),
            "existing toleration can not be modified except its tolerationSeconds");
        return;
      }
    }
    TolerationRules.validate(out, SPEC.child("tolerations"), Json.items(spec, "tolerations"));
  }

  private static JsonNode withoutSeconds(JsonNode toleration) {
    ObjectNode copy = (ObjectNode) toleration.deepCopy();
    copy.remove("tolerationSeconds");
    return copy;
  }

  /** The specification with everything that may change made as it was. */
  private static JsonNode frozen(JsonNode spec, JsonNode before) {
    ObjectNode copy = spec == null ? Json.object() : (ObjectNode) spec.deepCopy();
    for (String sort : List.of("containers", "initContainers")) {
      List<JsonNode> old = Json.items(before, sort);
      int i = 0;
      for (JsonNode container : Json.items(copy, sort)) {
        ((ObjectNode) container).put("image", Json.text(old.get(i++), "image"));
      }
    }
    for (String field : List.of("activeDeadlineSeconds", "tolerations", "schedulingGates")) {
      copy.remove(field);
    }
    // A gated pod may still be told better where to go.
    if (!Json.items(before, "schedulingGates").isEmpty()) {
      copy.remove("nodeSelector");
      copy.remove("affinity");
    }
    if (Json.number(before, 0, "terminationGracePeriodSeconds") < 0
        && Json.number(copy, 0, "terminationGracePeriodSeconds") == 1) {
      copy.set(
          "terminationGracePeriodSeconds", before.get("terminationGracePeriodSeconds").deepCopy());
    }
    return copy;
  }

  /** Containers for debugging are only ever added. */
  static List<FieldError> ephemeralContainers(ObjectNode pod, ObjectNode old) {
    Findings out = new Findings();
    FieldPath path = SPEC.child("ephemeralContainers");
    out.add(
        PodSpecRules.validate(SPEC, Json.at(pod, "spec"), true).stream()
            .filter(e -> e.field().startsWith("spec.ephemeralContainers"))
            .toList());
    Map<String, JsonNode> now = new HashMap<>();
    Json.items(pod, "spec", "ephemeralContainers").forEach(c -> now.put(Json.text(c, "name"), c));
    int i = 0;
    for (JsonNode before : Json.items(old, "spec", "ephemeralContainers")) {
      String name = Json.text(before, "name");
      FieldPath at = path.index(i++);
      if (!now.containsKey(name)) {
        out.forbidden(path, "existing ephemeral containers \"" + name + "\" may not be removed\n");
      } else if (!FieldRules.same(now.get(name), before)) {
        out.forbidden(
            path, "existing ephemeral containers \"" + name + "\" may not be changed\n" + at);
      }
    }
    return out.list();
  }
}
