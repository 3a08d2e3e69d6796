package io.gantry.resource.kinds.core.pod;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.DisabledFields;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.Notices;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.podspec.PodAnnotationRules;
import io.gantry.resource.kinds.core.podspec.PodSpecRules;
import io.gantry.resource.kinds.core.podspec.ProfileAnnotationRules;
import io.gantry.resource.kinds.core.podspec.warnings.PodWarnings;
import io.gantry.resource.machinery.WriteContext;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a Pod. */
public final class PodStrategy extends ObjectStrategy {
  private static final List<String> FIELDS =
      List.of(
          "spec.nodeName",
          "spec.restartPolicy",
          "spec.schedulerName",
          "spec.serviceAccountName",
          "spec.hostNetwork",
          "status.phase",
          "status.podIP",
          "status.podIPs",
          "status.nominatedNodeName");

  public PodStrategy() {
    super(true, false, true);
  }

  @Override
  public void prepareForCreate(WriteContext context, ObjectNode pod) {
    DisabledFields.dropFromPods(pod, null);
    pod.remove("status");
    ObjectNode status = Json.ensureObject(pod, "status");
    status.put("phase", "Pending");
    if (!Json.items(pod, "spec", "schedulingGates").isEmpty()) {
      status
          .putArray("conditions")
          .addObject()
          .putNull("lastProbeTime")
          .putNull("lastTransitionTime")
          .put("message", "Scheduling is blocked due to non-empty scheduling gates")
          .put("reason", "SchedulingGated")
          .put("status", "False")
          .put("type", "PodScheduled");
    }
    status.put("qosClass", QosClass.of(Json.at(pod, "spec")));
  }

  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode pod, ObjectNode old) {
    switch (context.subresource()) {
      case "status" -> {
        keepAllButStatus(pod, old);
        ObjectNode metadata = Json.ensureObject(pod, "metadata");
        ObjectNode before = Json.ensureObject(old, "metadata");
        keep(metadata, before, "ownerReferences");
        keep(metadata, before, "deletionTimestamp");
        // The class was decided at creation; an agent that leaves it out does not unset it.
        if (!Json.has(pod, "status", "qosClass") && Json.has(old, "status", "qosClass")) {
          Json.ensureObject(pod, "status").put("qosClass", Json.text(old, "status", "qosClass"));
        }
      }
      case "binding" -> {}
      case "ephemeralcontainers" -> {
        JsonNode added = Json.at(pod, "spec", "ephemeralContainers");
        keep(pod, old, "spec");
        keep(pod, old, "status");
        if (added != null) {
          Json.ensureObject(pod, "spec").set("ephemeralContainers", added);
        }
      }
      default -> {
        DisabledFields.dropFromPods(pod, old);
        keep(pod, old, "status");
        ObjectNode spec = Json.ensureObject(pod, "spec");
        keep(spec, Json.ensureObject(old, "spec"), "ephemeralContainers");
      }
    }
  }

  @Override
  protected MetadataChecks metadataChecks() {
    return MetadataChecks.AS_BOTH;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode pod) {
    FieldPath path = FieldPath.of("spec");
    JsonNode spec = Json.at(pod, "spec");
    Findings out = new Findings().add(lasting(pod));
    ProfileAnnotationRules.matches(out, path, Json.map(pod, "metadata", "annotations"), spec);
    for (String sort : List.of("containers", "initContainers")) {
      int i = 0;
      for (JsonNode container : Json.items(spec, sort)) {
        FieldPath at = path.child(sort).index(i++).child("image");
        String image = Json.text(container, "image");
        if (!image.strip().equals(image)) {
          out.invalid(at, image, "must not have leading or trailing whitespace");
        }
      }
    }
    if (!Json.items(spec, "schedulingGates").isEmpty() && !Json.text(spec, "nodeName").isEmpty()) {
      out.forbidden(
          path.child("nodeName"), "cannot be set until all schedulingGates have been cleared");
    }
    if (!Json.items(spec, "ephemeralContainers").isEmpty()) {
      out.forbidden(path.child("ephemeralContainers"), "cannot be set on create");
    }
    return out.list();
  }

  /** What holds as long as the pod lives. */
  private static List<FieldError> lasting(ObjectNode pod) {
    FieldPath path = FieldPath.of("spec");
    JsonNode spec = Json.at(pod, "spec");
    Findings out = new Findings();
    PodAnnotationRules.validate(
        out,
        FieldPath.of("metadata").child("annotations"),
        Json.map(pod, "metadata", "annotations"),
        spec);
    out.add(PodSpecRules.validate(path, spec, true));
    tokensNeedAccount(out, path, spec);
    return out.list();
  }

  private static void tokensNeedAccount(Findings out, FieldPath path, JsonNode spec) {
    if (!Json.text(spec, "serviceAccountName").isEmpty()) {
      return;
    }
    int v = 0;
    for (JsonNode volume : Json.items(spec, "volumes")) {
      FieldPath sources = path.child("volumes").index(v++).child("projected", "sources");
      int s = 0;
      for (JsonNode source : Json.items(volume, "projected", "sources")) {
        FieldPath at = sources.index(s++).child("serviceAccountToken");
        if (Json.has(source, "serviceAccountToken")) {
          out.forbidden(at, "must not be specified when serviceAccountName is not set");
        }
      }
    }
  }

  @Override
  public List<FieldError> validateUpdate(WriteContext context, ObjectNode pod, ObjectNode old) {
    return switch (context.subresource()) {
      case "status", "binding" -> List.of();
      case "ephemeralcontainers" -> PodUpdateRules.ephemeralContainers(pod, old);
      default -> new Findings().add(lasting(pod)).add(PodUpdateRules.validate(pod, old)).list();
    };
  }

  /** A pod that no agent runs, or that has ended, need not wait for anybody. */
  @Override
  public long gracePeriodSeconds(WriteContext context, ObjectNode pod, DeleteOptions options) {
    long grace =
        options.gracePeriodSeconds() != null
            ? options.gracePeriodSeconds()
            : Json.number(pod, 30, "spec", "terminationGracePeriodSeconds");
    String phase = Json.text(pod, "status", "phase");
    if (Json.text(pod, "spec", "nodeName").isEmpty()
        || phase.equals("Failed")
        || phase.equals("Succeeded")) {
      return 0;
    }
    return grace < 0 ? 1 : grace;
  }

  @Override
  public Map<String, String> selectableFields(ObjectNode pod) {
    Map<String, String> fields = new HashMap<>();
    for (String field : FIELDS) {
      fields.put(field, Json.text(pod, field.split("\\.")));
    }
    fields.put("spec.hostNetwork", Boolean.toString(Json.bool(pod, false, "spec", "hostNetwork")));
    List<JsonNode> ips = Json.items(pod, "status", "podIPs");
    String first = ips.isEmpty() ? "" : Json.text(ips.getFirst(), "ip");
    fields.put("status.podIP", first.isEmpty() ? Json.text(pod, "status", "podIP") : first);
    fields.put("status.podIPs", first);
    return fields;
  }

  @Override
  public List<String> selectableFieldNames() {
    return FIELDS;
  }

  /** Pods are changed by programs: nobody would read warnings of a change. */
  @Override
  protected List<String> warnings(ObjectNode pod, ObjectNode old) {
    Notices out = new Notices();
    if (old == null) {
      out.podNames(pod, "the Pod's hostname");
      PodWarnings.pod(out, pod);
    }
    return out.list();
  }
}
