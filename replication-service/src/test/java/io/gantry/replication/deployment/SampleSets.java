package io.gantry.replication.deployment;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.replication.workload.ReplicaSet;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Deployments and ReplicaSets as the API would hand them out, for planner tests. */
final class SampleSets {
  private SampleSets() {}

  static Deployment deployment(int replicas, String surge, String unavailable, String image) {
    ObjectNode tree =
        Json.parseObject(
            """
            {"apiVersion": "apps/v1", "kind": "Deployment",
             "metadata": {"name": "web", "namespace": "shop", "uid": "d", "generation": 1,
              "resourceVersion": "1"},
             "spec": {"replicas": %d, "progressDeadlineSeconds": 600,
              "selector": {"matchLabels": {"app": "web"}},
              "strategy": {"type": "RollingUpdate",
               "rollingUpdate": {"maxSurge": %s, "maxUnavailable": %s}},
              "template": {"metadata": {"labels": {"app": "web"}},
               "spec": {"containers": [{"name": "c", "image": "%s"}]}}}}
            """
                .formatted(replicas, surge, unavailable, image));
    return Deployment.of(ResourceObject.of(new GroupResource("apps", "deployments"), tree));
  }

  /** A set that was last scaled at the given sizes of its Deployment. */
  static ReplicaSet set(String image, int age, int replicas, int available, int desired, int max) {
    ObjectNode tree =
        Json.parseObject(
            """
            {"apiVersion": "apps/v1", "kind": "ReplicaSet",
             "metadata": {"name": "web-%1$s", "namespace": "shop", "uid": "%1$s",
              "resourceVersion": "1", "generation": 1,
              "creationTimestamp": "2026-01-01T00:00:%2$02dZ",
              "ownerReferences": [{"apiVersion": "apps/v1", "kind": "Deployment", "name": "web",
               "uid": "d", "controller": true}]},
             "spec": {"replicas": %3$d,
              "selector": {"matchLabels": {"app": "web", "pod-template-hash": "%1$s"}},
              "template": {"metadata": {"labels": {"app": "web", "pod-template-hash": "%1$s"}},
               "spec": {"containers": [{"name": "c", "image": "%1$s"}]}}},
             "status": {"replicas": %3$d, "readyReplicas": %4$d, "availableReplicas": %4$d,
              "observedGeneration": 1}}
            """
                .formatted(image, 59 - age, replicas, available));
    Json.ensureObject(tree, "metadata")
        .set(
            "annotations",
            Json.stringMap(
                Map.of(
                    "deployment.kubernetes.io/revision", Integer.toString(10 - age),
                    "deployment.kubernetes.io/desired-replicas", Integer.toString(desired),
                    "deployment.kubernetes.io/max-replicas", Integer.toString(max))));
    return ReplicaSet.Flavor.REPLICA_SET.view(
        ResourceObject.of(new GroupResource("apps", "replicasets"), tree));
  }
}
