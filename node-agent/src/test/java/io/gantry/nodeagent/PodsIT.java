package io.gantry.nodeagent;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Json;
import io.gantry.controlruntime.Resources;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Pods on a real engine: how they start, fail, end, and survive what happens around them. */
class PodsIT {
  static AgentLab lab;

  @BeforeAll
  static void start() throws Exception {
    lab = new AgentLab();
  }

  @AfterAll
  static void stop() throws Exception {
    lab.close();
  }

  private static void run(String name, String policy, String rest) {
    lab.pod(
        """
        {"metadata": {"name": "%s"}, "spec": {"restartPolicy": "%s",
          "terminationGracePeriodSeconds": 1,
          "containers": [{"name": "c", "terminationMessagePath": "/dev/termination-log", %s}]}}
        """
            .formatted(name, policy, rest));
  }

  private static void running(String name) throws Exception {
    run(name, "Always", "\"image\": \"busybox:1.36\", \"args\": [\"ping\", \"127.0.0.1\"]");
    lab.await(name, AgentLab::ready);
  }

  private static JsonNode container(ObjectNode pod) {
    return Json.items(pod, "status", "containerStatuses").stream()
        .findFirst()
        .orElse(Json.object());
  }

  private static void delete(String name) throws Exception {
    lab.api.delete(Resources.PODS, "default", name, DeleteOptions.DEFAULT);
    lab.awaitGone(name);
  }

  private ExecClient exec(String pod, String query, String... command) throws Exception {
    return ExecClient.open(
        lab.http, lab.agent.kubeletPort(), "/exec/default/" + pod + "/c?" + query, command);
  }

  @Test
  void execSaysWhatTheProgramSaid() throws Exception {
    running("exec");
    ExecClient hello = exec("exec", "stdout=true&stderr=true", "echo", "hello");
    assertThat(Json.text(hello.status(), "status")).isEqualTo("Success");
    assertThat(hello.out()).isEqualTo("hello\n");

    JsonNode three = exec("exec", "stdout=true&stderr=true", "sh", "-c", "exit 3").status();
    assertThat(Json.text(three, "reason")).isEqualTo("NonZeroExitCode");
    assertThat(Json.text(Json.items(three, "details", "causes").getFirst(), "message"))
        .isEqualTo("3");

    ExecClient missing = exec("exec", "stdout=true&stderr=true", "nosuchprogram");
    assertThat(Json.text(missing.status(), "reason")).isEqualTo("InternalError");
    assertThat(Json.text(missing.status(), "message"))
        .contains("exec: \"nosuchprogram\": executable file not found in $PATH");
    assertThat(missing.out()).isEmpty();

    ExecClient cat = exec("exec", "stdin=true&stdout=true", "cat");
    cat.send(0, "one\n");
    cat.send(0, "two\n");
    cat.closeStdin();
    assertThat(cat.status().toString()).contains("Success");
    assertThat(cat.out()).isEqualTo("one\ntwo\n");

    ExecClient shell = exec("exec", "stdin=true&stdout=true&tty=true", "sh");
    shell.send(4, "{\"Width\":100,\"Height\":30}\n");
    shell.send(0, "tty; exit 4\n");
    assertThat(Json.text(Json.items(shell.status(), "details", "causes").getFirst(), "message"))
        .isEqualTo("4");
    assertThat(shell.out()).contains("/dev/pts/0");

    ExecClient names = exec("exec", "stdout=true", "cat", "/etc/hostname");
    names.status();
    assertThat(names.out()).isEqualTo("exec\n");
    delete("exec");
  }

  @Test
  void podsThatEndStayAsTheyEnded() throws Exception {
    run("once", "Never", "\"image\": \"busybox:1.36\", \"args\": [\"sh\", \"-c\", \"echo done\"]");
    run(
        "fails",
        "Never",
        "\"image\": \"busybox:1.36\", \"args\": [\"sh\", \"-c\", \"echo why > /dev/termination-log; exit 7\"]");
    ObjectNode once =
        lab.await("once", pod -> Json.text(pod, "status", "phase").equals("Succeeded"));
    assertThat(Json.text(container(once), "state", "terminated", "reason")).isEqualTo("Completed");
    assertThat(lab.logs("once", "c", "")).isEqualTo("done\n");
    ObjectNode fails =
        lab.await("fails", pod -> Json.text(pod, "status", "phase").equals("Failed"));
    assertThat(Json.text(container(fails), "state", "terminated", "reason")).isEqualTo("Error");
    assertThat(Json.integer(container(fails), 0, "state", "terminated", "exitCode")).isEqualTo(7);
    assertThat(Json.text(container(fails), "state", "terminated", "message")).isEqualTo("why\n");
    delete("once");
    delete("fails");
  }

  @Test
  void aCrashingContainerWaitsLongerEachTime() throws Exception {
    run("crash", "Always", "\"image\": \"busybox:1.36\", \"args\": [\"sh\", \"-c\", \"exit 1\"]");
    ObjectNode pod =
        lab.await(
            "crash",
            seen ->
                Json.text(container(seen), "state", "waiting", "reason")
                    .equals("CrashLoopBackOff"));
    assertThat(Json.text(pod, "status", "phase")).isEqualTo("Running");
    assertThat(Json.text(container(pod), "lastState", "terminated", "reason")).isEqualTo("Error");
    assertThat(Json.integer(container(pod), 0, "lastState", "terminated", "exitCode")).isEqualTo(1);
    assertThat(Json.integer(container(pod), 0, "restartCount")).isEqualTo(1);
    assertThat(Json.text(container(pod), "state", "waiting", "message"))
        .isEqualTo(
            "back-off 10s restarting failed container=c pod=crash_default("
                + Json.text(pod, "metadata", "uid")
                + ")");
    delete("crash");
  }

  @Test
  void aMissingProgramIsAStartError() throws Exception {
    run("wrong", "Always", "\"image\": \"busybox:1.36\", \"args\": [\"nosuchprogram\"]");
    ObjectNode pod =
        lab.await(
            "wrong",
            seen ->
                List.of("RunContainerError", "CrashLoopBackOff")
                    .contains(Json.text(container(seen), "state", "waiting", "reason")));
    assertThat(Json.text(container(pod), "lastState", "terminated", "reason"))
        .isEqualTo("StartError");
    assertThat(Json.integer(container(pod), 0, "lastState", "terminated", "exitCode"))
        .isEqualTo(128);
    assertThat(Json.text(container(pod), "lastState", "terminated", "message"))
        .contains("exec: \"nosuchprogram\": executable file not found in $PATH");
    delete("wrong");
  }

  @Test
  void aMissingImageIsHeldBack() throws Exception {
    run("nopull", "Always", "\"image\": \"busybox:nope\"");
    ObjectNode pod =
        lab.await(
            "nopull",
            seen ->
                Json.text(container(seen), "state", "waiting", "reason")
                    .equals("ImagePullBackOff"));
    assertThat(Json.text(pod, "status", "phase")).isEqualTo("Pending");
    assertThat(Json.text(container(pod), "state", "waiting", "message"))
        .startsWith("Back-off pulling image \"busybox:nope\": ErrImagePull: ");
    assertThat(lab.logs("nopull", "c", ""))
        .isEqualTo(
            "container \"c\" in pod \"nopull\" is waiting to start: trying and failing to pull"
                + " image");
    delete("nopull");
  }

  @Test
  void aContainerOverItsMemoryLimitIsKilled() throws Exception {
    run(
        "greedy",
        "Never",
        """
        "image": "busybox:1.36", "command": ["sh", "-c", "tail /dev/zero"],
        "resources": {"limits": {"memory": "16Mi"}}
        """);
    ObjectNode pod =
        lab.await("greedy", seen -> Json.text(seen, "status", "phase").equals("Failed"));
    assertThat(Json.integer(container(pod), 0, "state", "terminated", "exitCode")).isEqualTo(137);
    assertThat(Json.text(container(pod), "state", "terminated", "reason")).isEqualTo("OOMKilled");
    delete("greedy");
  }

  @Test
  void initContainersComeFirstAndVolumesAreShared() throws Exception {
    lab.pod(
        """
        {"metadata": {"name": "init", "labels": {"a": "b"}}, "spec": {"terminationGracePeriodSeconds": 0,
          "initContainers": [
            {"name": "one", "image": "busybox:1.36", "command": ["sh", "-c", "echo one > /data/f"], "volumeMounts": [{"name": "d", "mountPath": "/data"}]},
            {"name": "side", "restartPolicy": "Always", "image": "busybox:1.36", "command": ["sleep", "1000"]},
            {"name": "two", "image": "busybox:1.36", "command": ["sh", "-c", "echo two >> /data/f"], "volumeMounts": [{"name": "d", "mountPath": "/data"}]}],
          "containers": [
            {"name": "c", "image": "busybox:1.36", "command": ["sh", "-c", "cat /data/f; echo $(POD) $(IP); exec sleep 1000"],
              "env": [{"name": "POD", "valueFrom": {"fieldRef": {"fieldPath": "metadata.name"}}},
                      {"name": "IP", "valueFrom": {"fieldRef": {"fieldPath": "status.podIP"}}}],
              "volumeMounts": [{"name": "d", "mountPath": "/data"}]},
            {"name": "other", "image": "busybox:1.36", "command": ["sh", "-c", "exec nc -l -p 8080"]}],
          "volumes": [{"name": "d", "emptyDir": {}}]}}
        """);
    ObjectNode pod = lab.await("init", AgentLab::ready);
    assertThat(Json.items(pod, "status", "initContainerStatuses")).hasSize(3);
    assertThat(lab.logs("init", "c", ""))
        .isEqualTo("one\ntwo\ninit " + Json.text(pod, "status", "podIP") + "\n");
    ExecClient shared =
        exec("init", "stdout=true", "sh", "-c", "echo x | timeout 2 nc 127.0.0.1 8080; echo $?");
    shared.status();
    assertThat(shared.out()).isEqualTo("0\n");
    delete("init");
  }

  @Test
  void probesDecideReadinessAndRestarts() throws Exception {
    lab.pod(
        """
        {"metadata": {"name": "probed"}, "spec": {"terminationGracePeriodSeconds": 0,
          "containers": [{"name": "c", "image": "busybox:1.36",
            "command": ["sh", "-c", "sleep 2; touch /ready; sleep 1000"],
            "readinessProbe": {"exec": {"command": ["cat", "/ready"]}, "periodSeconds": 1},
            "livenessProbe": {"exec": {"command": ["sh", "-c", "! test -e /dead"]}, "periodSeconds": 1, "failureThreshold": 1}}]}}
        """);
    lab.await(
        "probed", pod -> Json.has(container(pod), "state", "running") && !AgentLab.ready(pod));
    lab.await("probed", AgentLab::ready);
    exec("probed", "stdout=true", "touch", "/dead").status();
    ObjectNode pod =
        lab.await("probed", seen -> Json.integer(container(seen), 0, "restartCount") == 1);
    assertThat(Json.integer(container(pod), 0, "lastState", "terminated", "exitCode"))
        .isEqualTo(137);
    delete("probed");
  }

  @Test
  void aRestartedAgentAdoptsWhatRuns() throws Exception {
    running("adopted");
    String id = Json.text(container(lab.get("adopted")), "containerID");
    lab.agent.close();
    lab.startAgent();
    running("later");
    assertThat(Json.text(container(lab.get("adopted")), "containerID")).isEqualTo(id);
    assertThat(Json.text(lab.get("later"), "status", "podIP"))
        .isNotEqualTo(Json.text(lab.get("adopted"), "status", "podIP"));
    delete("adopted");
    delete("later");
  }

  @Test
  void podsOfADeletedApiAreRemoved() throws Exception {
    running("forced");
    lab.api.delete(Resources.PODS, "default", "forced", DeleteOptions.DEFAULT.withGrace(0));
    lab.awaitContainers(Duration.ofSeconds(10), "forced", 0);
  }

  @Test
  void theNodeSaysWhenDockerIsGone() throws Exception {
    running("kept");
    String id = Json.text(container(lab.get("kept")), "containerID");
    lab.docker.killDocker();
    lab.awaitNode(
        node ->
            AgentLab.condition(node, "Ready", "False")
                && AgentLab.message(node, "Ready").contains("container runtime is down"));
    lab.docker.startDocker();
    lab.awaitNode(node -> AgentLab.condition(node, "Ready", "True"));
    running("after");
    assertThat(Json.text(container(lab.get("kept")), "containerID")).isEqualTo(id);
    delete("kept");
    delete("after");
  }
}
