package io.gantry.nodeagent;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.controlruntime.Resources;
import io.gantry.nodeagent.docker.DockerAddress;
import io.gantry.nodeagent.docker.DockerRuntime;
import io.gantry.nodeagent.network.HostCommands;
import io.gantry.testkit.FakeApi;
import io.gantry.testkit.lab.DockerLab;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Random;
import java.util.function.Predicate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An agent on a real engine in a lab of its own, with the API in memory. */
final class AgentLab implements AutoCloseable {
  static final String NODE = "node1";
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  final DockerLab docker;
  final FakeApi api = new FakeApi(InstantSource.system(), new Random(1));
  final HttpClient http = HttpClient.newHttpClient();
  NodeAgentWiring agent;

  AgentLab() throws IOException, InterruptedException {
    docker = DockerLab.start();
    api.feed().automatic();
    ObjectNode ca = Json.object();
    ca.putObject("metadata").put("name", "kube-root-ca.crt");
    ca.putObject("data").put("ca.crt", "a certificate");
    api.create(Resources.CONFIG_MAPS, "default", ca);
    startAgent();
  }

  void startAgent() {
    NodeAgentConfig config =
        new NodeAgentConfig(
            "lab",
            NODE,
            DockerLab.NODE_IP,
            docker.dockerHost(),
            docker.folder().resolve("state"),
            docker.folder().resolve("volatile"),
            0,
            "10.244.7.0/24",
            "",
            "cluster.local",
            NodeAgentConfig.Network.ROUTED);
    agent =
        new NodeAgentWiring(
            config,
            new DockerRuntime(DockerAddress.of(docker.dockerHost(), null), "lab", NODE),
            HostCommands.real(docker.inNetwork()),
            api,
            api.changes(),
            api.changes(),
            null,
            InstantSource.system(),
            new SimpleMeterRegistry());
    agent.start();
  }

  /** Creates a pod that is bound to the node. */
  ResourceObject pod(String json) {
    ObjectNode pod = Json.parseObject(json);
    Json.ensureObject(pod, "spec").put("nodeName", NODE);
    Json.ensureObject(pod, "status").put("phase", "Pending").put("qosClass", "BestEffort");
    return api.create(Resources.PODS, "default", pod);
  }

  ObjectNode get(String name) {
    return api.get(Resources.PODS, "default", name).tree();
  }

  /** Waits for the pod; tells what it was last when it does not come so far. */
  ObjectNode await(String name, Predicate<ObjectNode> condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    ObjectNode last = Json.object();
    while (System.nanoTime() < deadline) {
      try {
        last = get(name);
        if (condition.test(last)) {
          return last;
        }
      } catch (StatusException e) {
        last = Json.object();
      }
      Thread.sleep(10);
    }
    throw new AssertionError(
        "pod "
            + name
            + " was last "
            + Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsString(last.get("status"))
            + "\nevents: "
            + api.all(Resources.EVENTS).stream()
                .map(e -> Json.text(e.tree(), "reason") + ": " + Json.text(e.tree(), "message"))
                .toList());
  }

  void awaitGone(String name) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (System.nanoTime() < deadline) {
      try {
        get(name);
      } catch (StatusException e) {
        return;
      }
      Thread.sleep(10);
    }
    throw new AssertionError("pod " + name + " is still there: " + get(name));
  }

  String logs(String pod, String container, String query) throws IOException, InterruptedException {
    return http.send(
            HttpRequest.newBuilder(
                    URI.create(
                        "http://127.0.0.1:"
                            + agent.kubeletPort()
                            + "/containerLogs/default/"
                            + pod
                            + "/"
                            + container
                            + query))
                .build(),
            HttpResponse.BodyHandlers.ofString())
        .body();
  }

  /** Waits until the engine has so many containers of a pod, sandboxes included. */
  void awaitContainers(Duration patience, String pod, int count) throws Exception {
    try (DockerRuntime runtime =
        new DockerRuntime(DockerAddress.of(docker.dockerHost(), null), "lab", NODE)) {
      long deadline = System.nanoTime() + patience.toNanos();
      long last = -1;
      while (System.nanoTime() < deadline) {
        last = runtime.list().stream().filter(c -> c.pod().name().equals(pod)).count();
        if (last == count) {
          return;
        }
        Thread.sleep(20);
      }
      throw new AssertionError(pod + " has " + last + " containers, not " + count);
    }
  }

  void awaitNode(Predicate<ObjectNode> condition) throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    ObjectNode last = Json.object();
    while (System.nanoTime() < deadline) {
      last = api.get(Resources.NODES, "", NODE).tree();
      if (condition.test(last)) {
        return;
      }
      Thread.sleep(20);
    }
    throw new AssertionError("the node was last " + last.get("status"));
  }

  static boolean condition(JsonNode object, String type, String status) {
    return Json.items(object, "status", "conditions").stream()
        .anyMatch(
            condition ->
                Json.text(condition, "type").equals(type)
                    && Json.text(condition, "status").equals(status));
  }

  static String message(JsonNode object, String type) {
    return Json.items(object, "status", "conditions").stream()
        .filter(condition -> Json.text(condition, "type").equals(type))
        .map(condition -> Json.text(condition, "message"))
        .findFirst()
        .orElse("");
  }

  static boolean ready(JsonNode pod) {
    return Json.items(pod, "status", "conditions").stream()
        .anyMatch(
            condition ->
                Json.text(condition, "type").equals("Ready")
                    && Json.text(condition, "status").equals("True"));
  }

  @Override
  public void close() throws IOException {
    agent.close();
    docker.close();
  }
}
