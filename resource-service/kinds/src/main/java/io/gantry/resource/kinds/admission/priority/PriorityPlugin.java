package io.gantry.resource.kinds.admission.priority;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.kinds.admission.Refusals;
import io.gantry.resource.machinery.AdmissionPlugin;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Turns the name of a priority class into a number. */
public final class PriorityPlugin implements AdmissionPlugin {
  private static final GroupResource CLASSES =
      new GroupResource("scheduling.k8s.io", "priorityclasses");
  private static final String DEFAULT_POLICY = "PreemptLowerPriority";

  @Override
  public String name() {
    return "Priority";
  }

  @Override
  public void admit(Attributes attributes) {
    if (!Refusals.concerns(attributes, "", "pods")) {
      return;
    }
    ObjectNode spec = Json.ensureObject(attributes.object(), "spec");
    if (attributes.operation() == Operation.UPDATE) {
      for (String field : List.of("priority", "preemptionPolicy")) {
        JsonNode before = Json.at(attributes.old(), "spec", field);
        if (!spec.has(field) && before != null) {
          spec.set(field, before);
        }
      }
      return;
    }
    if (attributes.operation() == Operation.CREATE) {
      decide(attributes, spec);
    }
  }

  private static void decide(Attributes attributes, ObjectNode spec) {
    String name = Json.text(spec, "priorityClassName");
    ObjectNode chosen = name.isEmpty() ? defaultClass(attributes) : named(attributes, name);
    if (name.isEmpty() && chosen != null) {
      spec.put("priorityClassName", Json.text(chosen, "metadata", "name"));
    }
    long priority = chosen == null ? 0 : Json.number(chosen, 0, "value");
    String policy = chosen == null ? "" : Json.text(chosen, "preemptionPolicy");
    if (policy.isEmpty()) {
      policy = DEFAULT_POLICY;
    }
    JsonNode asked = Json.at(spec, "priority");
    if (asked != null && asked.longValue() != priority) {
      throw Refusals.forbidden(
          attributes,
          "the integer value of priority ("
              + asked.longValue()
              + ") must not be provided in pod spec; priority admission controller computed "
              + priority
              + " from the given PriorityClass name");
    }
    spec.put("priority", priority);
    String askedPolicy = Json.text(spec, "preemptionPolicy");
    if (!askedPolicy.isEmpty() && !askedPolicy.equals(policy)) {
      throw Refusals.forbidden(
          attributes,
          "the string value of PreemptionPolicy ("
              + askedPolicy
              + ") must not be provided in pod spec; priority admission controller computed "
              + policy
              + " from the given PriorityClass name");
    }
    spec.put("preemptionPolicy", policy);
  }

  private static ObjectNode named(Attributes attributes, String name) {
    return attributes
        .context()
        .read(new ObjectKey(CLASSES, "", name))
        .orElseThrow(
            () ->
                Refusals.forbidden(attributes, "no PriorityClass with name " + name + " was found"))
        .tree();
  }

  /** Of several defaults the lowest counts. */
  private static ObjectNode defaultClass(Attributes attributes) {
    ObjectNode lowest = null;
    for (ResourceObject known : attributes.context().readAll(CLASSES, "")) {
      ObjectNode candidate = known.tree();
      if (Json.bool(candidate, false, "globalDefault")
          && (lowest == null
              || Json.number(candidate, 0, "value") < Json.number(lowest, 0, "value"))) {
        lowest = candidate;
      }
    }
    return lowest;
  }

  @Override
  public void validate(Attributes attributes) {
    if (!Refusals.concerns(attributes, "scheduling.k8s.io", "priorityclasses")
        || !Json.bool(attributes.object(), false, "globalDefault")) {
      return;
    }
    ObjectNode other = defaultClass(attributes);
    if (other == null) {
      return;
    }
    String name = Json.text(other, "metadata", "name");
    if (attributes.operation() == Operation.CREATE
        || !name.equals(Json.text(attributes.object(), "metadata", "name"))) {
      throw Refusals.forbidden(
          attributes,
          "PriorityClass " + name + " is already marked as default. Only one default can exist");
    }
  }
}
