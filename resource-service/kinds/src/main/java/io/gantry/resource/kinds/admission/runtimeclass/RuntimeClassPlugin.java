package io.gantry.resource.kinds.admission.runtimeclass;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.resource.kinds.admission.Refusals;
import io.gantry.resource.machinery.AdmissionPlugin;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Adds what a pod's runtime class costs and where it runs. */
public final class RuntimeClassPlugin implements AdmissionPlugin {
  private static final GroupResource CLASSES = new GroupResource("node.k8s.io", "runtimeclasses");

  @Override
  public String name() {
    return "RuntimeClass";
  }

  @Override
  public void admit(Attributes attributes) {
    if (attributes.operation() != Operation.CREATE
        || !Refusals.concerns(attributes, "", "pods")
        || !Json.has(attributes.object(), "spec", "runtimeClassName")) {
      return;
    }
    ObjectNode spec = Json.ensureObject(attributes.object(), "spec");
    String name = Json.text(spec, "runtimeClassName");
    ObjectNode runtime =
        attributes
            .context()
            .read(new ObjectKey(CLASSES, "", name))
            .orElseThrow(
                () ->
                    Refusals.forbidden(
                        attributes, "pod rejected: RuntimeClass \"" + name + "\" not found"))
            .tree();
    JsonNode overhead = Json.at(runtime, "overhead", "podFixed");
    if (overhead != null) {
      if (Json.has(spec, "overhead") && !spec.get("overhead").equals(overhead)) {
        throw Refusals.forbidden(
            attributes,
            "pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead");
      }
      spec.set("overhead", overhead);
    }
    Map<String, String> places = Json.map(runtime, "scheduling", "nodeSelector");
    for (Map.Entry<String, String> place : places.entrySet()) {
      ObjectNode selector = Json.ensureObject(spec, "nodeSelector");
      if (selector.has(place.getKey())
          && !Json.text(selector, place.getKey()).equals(place.getValue())) {
        throw Refusals.forbidden(
            attributes,
            "conflict: runtimeClass.scheduling.nodeSelector["
                + place.getKey()
                + "] = "
                + place.getValue()
                + "; pod.spec.nodeSelector["
                + place.getKey()
                + "] = "
                + Json.text(selector, place.getKey()));
      }
      selector.put(place.getKey(), place.getValue());
    }
    for (JsonNode toleration : Json.items(runtime, "scheduling", "tolerations")) {
      if (!Json.items(spec, "tolerations").contains(toleration)) {
        Json.ensureArray(spec, "tolerations").add(toleration);
      }
    }
  }
}
