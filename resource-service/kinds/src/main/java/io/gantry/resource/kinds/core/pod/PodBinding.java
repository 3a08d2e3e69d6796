package io.gantry.resource.kinds.core.pod;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.GroupKind;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.StatusException;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ObjectVerbs;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.SubresourceHandler;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code pods/binding} and {@code bindings}: a scheduler says where a pod goes. */
final class PodBinding implements SubresourceHandler {
  private static final GroupVersionKind BINDING = new GroupVersionKind("", "v1", "Binding");
  private static final GroupResource NAMED = new GroupResource("", "pods/binding");

  /** Finds the pods' definition: for {@code bindings} the call's own is another. */
  private final Supplier<ResourceDefinition> pods;

  private final java.time.InstantSource clock;

  PodBinding(Supplier<ResourceDefinition> pods, java.time.InstantSource clock) {
    this.pods = pods;
    this.clock = clock;
  }

  @Override
  public ApiAnswer handle(ApiCall call, ResourceDefinition definition, ObjectVerbs verbs) {
    ObjectNode binding = verbs.decode(call, BINDING);
    String name =
        call.request().name().isEmpty()
            ? Json.text(binding, "metadata", "name")
            : call.request().name();
    if (!Json.text(binding, "metadata", "name").equals(name)
        && !Json.text(binding, "metadata", "name").isEmpty()) {
      throw ApiStatus.badRequest("name in URL does not match name in Binding object").asException();
    }
    validate(binding, name);
    ResourceDefinition podDefinition = definition.kind().equals("Pod") ? definition : pods.get();
    ApiCall aimed = aimedAt(call, name);
    verbs.change(aimed, podDefinition, pod -> bind(pod, binding, name));
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Success").put("code", 201);
    return verbs.answer(call, 201, status);
  }

  private static ApiCall aimedAt(ApiCall call, String name) {
    RequestInfo asked = call.request();
    RequestInfo aimed =
        new RequestInfo(
            true, asked.path(), "create", "", "v1", asked.namespace(), "pods", name, "binding", "");
    return new ApiCall(
        call.user(), aimed, call.query(), call.accept(), call.userAgent(), ApiCall.Body.NONE);
  }

  private static void validate(ObjectNode binding, String name) {
    Findings out = new Findings();
    String kind = Json.text(binding, "target", "kind");
    if (!kind.isEmpty() && !kind.equals("Node")) {
      out.add(
          FieldError.notSupported(
              FieldPath.of("target").child("kind"), kind, List.of("Node", "<empty>")));
    }
    out.present(FieldPath.of("target").child("name"), Json.text(binding, "target", "name"));
    if (!out.isEmpty()) {
      throw ApiStatus.invalid(new GroupKind("", "Binding"), name, out.list()).asException();
    }
  }

  private void bind(ObjectNode pod, ObjectNode binding, String name) {
    String uid = Json.text(binding, "metadata", "uid");
    if (!uid.isEmpty() && !uid.equals(Json.text(pod, "metadata", "uid"))) {
      throw refused(
          name,
          "the UID in the precondition ("
              + uid
              + ") does not match the UID in record ("
              + Json.text(pod, "metadata", "uid")
              + "). The object might have been deleted and then recreated");
    }
    if (Json.has(pod, "metadata", "deletionTimestamp")) {
      throw refused(name, "pod " + name + " is being deleted, cannot be assigned to a host");
    }
    String node = Json.text(pod, "spec", "nodeName");
    if (!node.isEmpty()) {
      throw refused(
          name, "pod " + name + " is already assigned to node " + FieldError.quoted(node));
    }
    if (!Json.items(pod, "spec", "schedulingGates").isEmpty()) {
      throw refused(name, "pod " + name + " has non-empty .spec.schedulingGates");
    }
    Json.ensureObject(pod, "spec").put("nodeName", Json.text(binding, "target", "name"));
    Json.map(binding, "metadata", "annotations")
        .forEach((k, v) -> Json.ensureObject(pod, "metadata", "annotations").put(k, v));
    scheduled(pod);
  }

  private void scheduled(ObjectNode pod) {
    ArrayNode conditions = Json.ensureArray(Json.ensureObject(pod, "status"), "conditions");
    ObjectNode condition = null;
    for (JsonNode known : conditions) {
      if (Json.text(known, "type").equals("PodScheduled")) {
        condition = (ObjectNode) known;
      }
    }
    if (condition == null) {
      condition = conditions.addObject();
    }
    String now = clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
    condition.removeAll();
    condition.putNull("lastProbeTime");
    condition.put("lastTransitionTime", now).put("status", "True").put("type", "PodScheduled");
  }

  private static StatusException refused(String name, String why) {
    return ApiStatus.conflict(NAMED, name, why).asException();
  }
}
