package io.gantry.resource.kinds.admission.limitranger;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.kinds.admission.Refusals;
import io.gantry.resource.machinery.AdmissionPlugin;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Limit ranges of a namespace: gives containers the requests and limits they do not state, says in
 * an annotation what it gave, and refuses pods and claims out of bounds.
 */
public final class LimitRanger implements AdmissionPlugin {
  private static final GroupResource RANGES = new GroupResource("", "limitranges");
  private static final String ANNOTATION = "kubernetes.io/limit-ranger";

  @Override
  public String name() {
    return "LimitRanger";
  }

  @Override
  public void admit(Attributes attributes) {
    if (!isNewPod(attributes)) {
      return;
    }
    for (ResourceObject range : ranges(attributes)) {
      List<String> given = new ArrayList<>();
      for (JsonNode item : Json.items(range.tree(), "spec", "limits")) {
        if (Json.text(item, "type").equals("Container")) {
          fill(given, attributes.object(), "containers", "container", item);
          fill(given, attributes.object(), "initContainers", "init container", item);
        }
      }
      if (!given.isEmpty()) {
        Json.ensureObject(attributes.object(), "metadata", "annotations")
            .put(ANNOTATION, "LimitRanger plugin set: " + String.join("; ", given));
      }
    }
  }

  private static boolean isNewPod(Attributes attributes) {
    return attributes.operation() == Operation.CREATE && Refusals.concerns(attributes, "", "pods");
  }

  private static List<ResourceObject> ranges(Attributes attributes) {
    return attributes.context().readAll(RANGES, attributes.request().namespace());
  }

  private static void fill(
      List<String> given, ObjectNode pod, String sort, String what, JsonNode item) {
    for (JsonNode container : Json.items(pod, "spec", sort)) {
      ObjectNode own = (ObjectNode) container;
      // Limits first, as requests that are not stated are not taken from limits that are given.
      Set<String> limits = fill(own, "limits", Json.at(item, "default"));
      Set<String> requests = fill(own, "requests", Json.at(item, "defaultRequest"));
      String whom = " for " + what + " " + Json.text(container, "name");
      if (!requests.isEmpty()) {
        given.add(String.join(", ", requests) + " request" + whom);
      }
      if (!limits.isEmpty()) {
        given.add(String.join(", ", limits) + " limit" + whom);
      }
    }
  }

  private static Set<String> fill(ObjectNode container, String kind, JsonNode defaults) {
    Set<String> given = new TreeSet<>();
    if (defaults == null || defaults.isEmpty()) {
      return given;
    }
    ObjectNode amounts = Json.ensureObject(container, "resources", kind);
    for (String name : new TreeSet<>(defaults.propertyNames())) {
      if (!amounts.has(name)) {
        amounts.set(name, defaults.get(name));
        given.add(name);
      }
    }
    return given;
  }

  @Override
  public void validate(Attributes attributes) {
    boolean claim =
        Refusals.concerns(attributes, "", "persistentvolumeclaims")
            && !Json.has(attributes.object(), "metadata", "deletionTimestamp");
    if (!claim && !isNewPod(attributes)) {
      return;
    }
    for (ResourceObject range : ranges(attributes)) {
      Set<String> faults = new LinkedHashSet<>();
      for (JsonNode item : Json.items(range.tree(), "spec", "limits")) {
        if (claim) {
          LimitRules.claim(faults, item, attributes.object());
        } else {
          LimitRules.pod(faults, item, attributes.object());
        }
      }
      if (!faults.isEmpty()) {
        throw Refusals.forbidden(
            attributes,
            faults.size() == 1 ? faults.iterator().next() : "[" + String.join(", ", faults) + "]");
      }
    }
  }
}
