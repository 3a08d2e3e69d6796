package io.gantry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
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
  void withoutItsEngineTheNodeIsNotReadyAndItsPodsStay() {
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
  void afterDownAndUpTheSameObjectsAreThere() {
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

  private static void until(Shell shell, String command, Predicate<String> holds) {
    long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
    String last;
    do {
      last = shell.run(command, MINUTE).output();
      if (holds.test(last)) {
        return;
      }
    } while (System.nanoTime() < end);
    throw new AssertionError(command + " never showed what was waited for; last:\n" + last);
  }
}
