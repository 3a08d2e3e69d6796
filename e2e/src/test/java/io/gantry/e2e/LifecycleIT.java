package io.gantry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.e2e.disturbance.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** A cluster's life as its owner sees it: up, up again, trouble, down, up. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class LifecycleIT {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration WITHIN = Duration.ofMinutes(4);

  private final LabCluster cluster = new LabCluster("life", "standalone");

  @BeforeAll
  void start() {
    cluster.start();
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  @Test
  @Order(1)
  void aSecondUpChangesNothing() {
    Shell.Result again = cluster.up();
    assertThat(again.exitCode()).as(again.output()).isZero();
    assertThat(again.output()).contains("Cluster 'gantry' is already running").hasLineCount(1);
  }

  @Test
  @Order(2)
  void statusSaysWhatRuns() {
    Shell.Result status = cluster.gantry("status");
    assertThat(status.exitCode()).as(status.output()).isZero();
    assertThat(status.output()).contains("running  pid").contains("Ready");
  }

  @Test
  @Order(3)
  void aPortThatIsTakenIsNamed() {
    Shell.Result result =
        cluster
            .shell(java.nio.file.Path.of("/"))
            .run(cluster.checkout().resolve("gantry") + " up --profile other --port 6443", MINUTE);
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.output()).contains("port 6443 is taken by java");
  }

  @Test
  @Order(4)
  void withoutItsEngineTheNodeIsNotReadyAndItsPodsStay() throws InterruptedException {
    Shell shell = cluster.shell(cluster.folder());
    shell.run("kubectl run stays --image=busybox:1.36 -- sleep 1000", MINUTE).orThrow("run");
    until(shell, "kubectl get pod stays", text -> text.contains("Running"));
    shell.run("kill -9 $(cat /var/run/docker.pid)", MINUTE).orThrow("kill dockerd");
    until(shell, "kubectl get nodes", text -> text.contains("NotReady"));
    assertThat(shell.run("kubectl describe nodes", MINUTE).output())
        .contains("KubeletNotReady")
        .contains("container runtime is down");
    assertThat(shell.run("kubectl get pod stays", MINUTE).exitCode()).isZero();
    shell
        .run(
            "rm -f /var/run/docker.pid; (setsid nohup dockerd >/var/log/dockerd.log 2>&1 </dev/null"
                + " &)",
            MINUTE)
        .orThrow("start dockerd");
    until(
        shell, "kubectl get nodes", text -> text.contains(" Ready") && !text.contains("NotReady"));
    until(shell, "kubectl get pod stays", text -> text.contains("1/1     Running"));
  }

  @Test
  @Order(5)
  void afterDownAndUpTheSameObjectsAreThere() throws InterruptedException {
    Shell shell = cluster.shell(cluster.folder());
    shell.run("kubectl create configmap kept --from-literal=a=b", MINUTE).orThrow("create");
    String uid = shell.run("kubectl get cm kept -o jsonpath={.metadata.uid}", MINUTE).output();
    Shell.Result down = cluster.gantry("down");
    assertThat(down.exitCode()).as(down.output()).isZero();
    assertThat(cluster.gantry("status").output()).contains("not running");
    cluster.up().orThrow("up");
    assertThat(shell.run("kubectl get cm kept -o jsonpath={.metadata.uid}", MINUTE).output())
        .isEqualTo(uid);
    until(shell, "kubectl get pod stays", text -> text.contains("1/1     Running"));
  }

  /** What the node said before the last stop is still stored, and says Ready. */
  @Test
  @Order(6)
  void anOldWordOfTheNodeIsNotBelieved() throws InterruptedException {
    Shell shell = cluster.shell(cluster.checkout());
    String ready =
        "here=$PWD; state=/var/lib/gantry/gantry; . cli/bash/build.sh; . cli/bash/cluster.sh;"
            + " started=%s; curl_node_ready && echo believed || echo not believed";
    until(shell, "kubectl get nodes", text -> text.contains(" Ready"));
    assertThat(shell.run(ready.formatted("2001-01-01T00:00:00Z"), MINUTE).output())
        .isEqualToIgnoringNewLines("believed");
    assertThat(shell.run(ready.formatted("2999-01-01T00:00:00Z"), MINUTE).output())
        .isEqualToIgnoringNewLines("not believed");
  }

  @Test
  @Order(7)
  void upWaitsForAPortThatAProgramOutOfSightGivesUp() throws Exception {
    cluster.gantry("down").orThrow("down");
    Process holder = cluster.holdPort(6443);
    Path said = cluster.folder().resolve("up.out");
    Shell shell = cluster.shell(cluster.checkout());
    String heartbeat =
        "kubectl get nodes -o"
            + " 'jsonpath={.items[0].status.conditions[?(@.type==\"Ready\")].lastHeartbeatTime}'";
    Instant begin = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    try {
      shell.run("(setsid nohup ./gantry up >" + said + " 2>&1 </dev/null &)", MINUTE).orThrow("up");
      awaitSaid(said, "port 6443 is still held by a program that is ending");
    } finally {
      holder.destroy();
      holder.waitFor();
    }
    awaitSaid(said, "the node is Ready");
    assertThat(Instant.parse(shell.run(heartbeat, MINUTE).output())).isAfterOrEqualTo(begin);
  }

  private static void awaitSaid(Path said, String what) throws InterruptedException {
    Await.until(
        "up says: " + what,
        WITHIN,
        () -> {
          try {
            return Files.exists(said) ? Files.readString(said) : "";
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        text -> text.contains(what) || text.contains("gantry: "));
    assertThat(said).content().contains(what).doesNotContain("gantry: ");
  }

  @Test
  @Order(8)
  void aPortThatNobodyGivesUpIsNamedToo() throws Exception {
    Process holder = cluster.holdPort(7443);
    try {
      Shell.Result result =
          cluster.shell(cluster.checkout()).run("./gantry up --profile other --port 7443", WITHIN);
      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.output()).contains("port 7443 is taken by a program that is not seen");
    } finally {
      holder.destroy();
      holder.waitFor();
    }
  }

  private static void until(Shell shell, String command, Predicate<String> holds)
      throws InterruptedException {
    Await.until(
        command + " shows what is waited for",
        WITHIN,
        () -> shell.run(command, MINUTE).output(),
        holds);
  }
}
