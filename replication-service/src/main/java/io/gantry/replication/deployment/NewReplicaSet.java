package io.gantry.replication.deployment;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.Times;
import io.gantry.replication.workload.ReplicaSet;
import io.gantry.replication.workload.Templates;
import java.time.Instant;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** A ReplicaSet to be made for the Deployment's present template, still without replicas. */
record NewReplicaSet(String name, ObjectNode body, Instant at) {
  static NewReplicaSet of(Deployment deployment, Map<String, String> annotations, Instant now) {
    ObjectNode template = deployment.template();
    String hash = Templates.hash(template, deployment.status().collisionCount());
    ObjectNode labelled = Templates.labelled(template, hash);
    String name = deployment.name() + "-" + hash;

    ObjectNode body = Json.object();
    body.put("apiVersion", "apps/v1").put("kind", "ReplicaSet");
    ObjectNode metadata = body.putObject("metadata");
    metadata.put("name", name).put("namespace", deployment.namespace());
    metadata.set("labels", Json.ensureObject(labelled, "metadata", "labels").deepCopy());
    metadata.set("annotations", Json.stringMap(annotations));
    metadata.putArray("ownerReferences").add(deployment.asOwner().reference().toJson());
    ObjectNode spec = body.putObject("spec");
    spec.put("replicas", 0);
    if (deployment.minReadySeconds() > 0) {
      spec.put("minReadySeconds", deployment.minReadySeconds());
    }
    ObjectNode selector =
        (ObjectNode) Json.at(deployment.object().tree(), "spec", "selector").deepCopy();
    Json.ensureObject(selector, "matchLabels").put(Templates.HASH_LABEL, hash);
    spec.set("selector", selector);
    spec.set("template", labelled);
    return new NewReplicaSet(name, body, now);
  }

  /** As the planner counts with it before it exists. */
  ReplicaSet asObserved() {
    ObjectNode tree = body.deepCopy();
    Json.ensureObject(tree, "metadata").put("creationTimestamp", Times.text(at));
    return ReplicaSet.Flavor.REPLICA_SET.view(
        ResourceObject.of(new GroupResource("apps", "replicasets"), tree));
  }

  /** The object to create, at the size and with the annotations that were planned. */
  ObjectNode sized(ReplicaSet planned) {
    ObjectNode sized = body.deepCopy();
    Json.ensureObject(sized, "spec").put("replicas", planned.replicas());
    Json.ensureObject(sized, "metadata").set("annotations", Json.stringMap(planned.annotations()));
    return sized;
  }
}
