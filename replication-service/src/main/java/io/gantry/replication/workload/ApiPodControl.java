package io.gantry.replication.workload;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.EventRecorder;
import io.gantry.controlruntime.Resources;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Pods through the API, with Kubernetes' events. */
public final class ApiPodControl implements PodControl {
  private final ApiClient client;
  private final EventRecorder events;

  public ApiPodControl(ApiClient client, EventRecorder events) {
    this.client = client;
    this.events = events;
  }

  @Override
  public void create(Actor actor, ObjectNode template, String prefix) {
    ObjectNode pod = podFrom(actor, template, prefix);
    ResourceObject created;
    try {
      created = client.create(Resources.PODS, actor.owner().namespace(), pod);
    } catch (StatusException e) {
      if (!namespaceIsGoing(e)) {
        events.warning(actor.reference(), "FailedCreate", "Error creating: " + e.getMessage());
      }
      throw e;
    }
    events.normal(actor.reference(), "SuccessfulCreate", "Created pod: " + created.name());
  }

  @Override
  public void delete(Actor actor, Pod pod) {
    try {
      client.delete(
          Resources.PODS,
          pod.namespace(),
          pod.name(),
          DeleteOptions.background().onlyUid(pod.uid()));
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        events.warning(actor.reference(), "FailedDelete", "Error deleting: " + e.getMessage());
      }
      throw e;
    }
    events.normal(actor.reference(), "SuccessfulDelete", "Deleted pod: " + pod.name());
  }

  /** Whether a create was refused because its namespace is being deleted: then it is no failure. */
  public static boolean namespaceIsGoing(StatusException e) {
    return e.status().details() != null
        && e.status().details().causes().stream()
            .anyMatch(cause -> cause.reason().equals("NamespaceTerminating"));
  }

  private static ObjectNode podFrom(Actor actor, ObjectNode template, String name) {
    ObjectNode pod = Json.object();
    pod.put("apiVersion", "v1").put("kind", "Pod");
    ObjectNode metadata = pod.putObject("metadata");
    metadata.put("generateName", prefix(name));
    metadata.put("namespace", actor.owner().namespace());
    for (String field : new String[] {"labels", "annotations", "finalizers"}) {
      JsonNode value = Json.at(template, "metadata", field);
      if (value != null) {
        metadata.set(field, value.deepCopy());
      }
    }
    metadata.putArray("ownerReferences").add(actor.owner().reference().toJson());
    JsonNode spec = Json.at(template, "spec");
    pod.set("spec", spec == null ? Json.object() : spec.deepCopy());
    return pod;
  }

  /** {@code name-}, unless with the dash it would be too long to begin a pod's name. */
  private static String prefix(String name) {
    return name.length() < 253 ? name + "-" : name;
  }
}
