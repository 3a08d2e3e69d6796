package io.gantry.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Json;
import io.gantry.controlruntime.Resources;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class FirstPodIT {
  static AgentLab lab;

  @BeforeAll
  static void start() throws Exception {
    lab = new AgentLab();
  }

  @AfterAll
  static void stop() throws Exception {
    lab.close();
  }

  @Test
  void aPodRunsAndEnds() throws Exception {
    long begun = System.nanoTime();
    lab.pod(
        """
        {"metadata": {"name": "pingpong"}, "spec": {
          "terminationGracePeriodSeconds": 1,
          "containers": [{"name": "c", "image": "busybox:1.36", "args": ["ping", "127.0.0.1"],
            "terminationMessagePath": "/dev/termination-log",
            "volumeMounts": [{"name": "kube", "mountPath": "/var/run/secrets/kubernetes.io/serviceaccount", "readOnly": true}]}],
          "volumes": [{"name": "kube", "projected": {"defaultMode": 420, "sources": [
             {"serviceAccountToken": {"expirationSeconds": 3607, "path": "token"}},
             {"configMap": {"name": "kube-root-ca.crt", "items": [{"key": "ca.crt", "path": "ca.crt"}]}},
             {"downwardAPI": {"items": [{"path": "namespace", "fieldRef": {"fieldPath": "metadata.namespace"}}]}}]}}]}}
        """);
    ObjectNode pod = lab.await("pingpong", AgentLab::ready);
    System.out.println("ready after " + (System.nanoTime() - begun) / 1_000_000 + " ms");
    System.out.println(
        Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(pod.get("status")));
    assertThat(Json.text(pod, "status", "podIP")).startsWith("10.244.7.");
    assertThat(lab.logs("pingpong", "c", "")).contains("PING 127.0.0.1");
    lab.api.delete(Resources.PODS, "default", "pingpong", DeleteOptions.DEFAULT);
    lab.awaitGone("pingpong");
    lab.api
        .all(Resources.EVENTS)
        .forEach(
            e ->
                System.out.println(
                    Json.text(e.tree(), "reason") + " " + Json.text(e.tree(), "message")));
  }
}
