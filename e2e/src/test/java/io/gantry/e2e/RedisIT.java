package io.gantry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.e2e.disturbance.Await;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/** The one-JVM form without its Redis: killed in the middle of creates, and gone for a while. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class RedisIT {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration WITHIN = Duration.ofMinutes(4);
  private static final int ROUNDS = 3;
  private static final String PID = "$(cat /var/lib/gantry/gantry/redis/redis.pid)";
  private static final String PROGRAM = "$(readlink -f $(command -v redis-server))";

  private final LabCluster cluster = new LabCluster("redis", "standalone");
  private Shell shell;

  @BeforeAll
  void start() {
    cluster.start();
    shell = cluster.shell(cluster.folder());
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  /**
   * {@code kill -9} of Redis in the middle of creates, three times. Nobody starts anything: it
   * comes back by itself. A create whose answer was lost is asked for by its name; the answer to
   * that is the truth.
   */
  @Test
  @Order(1)
  void nothingAcknowledgedIsLostWhenRedisIsKilled() throws Exception {
    Path acknowledged = Files.createFile(cluster.folder().resolve("acknowledged"));
    for (int round = 1; round <= ROUNDS; round++) {
      String create =
          "kubectl create configmap NAME --from-literal=operation=NAME >/dev/null 2>>failures"
              + " && echo NAME >>acknowledged || { until kubectl get configmap NAME -o name"
              + " >asked-NAME 2>&1 || grep -q NotFound asked-NAME; do sleep 0.2; done;"
              + " grep -q NotFound asked-NAME && echo NAME >>learned-absent"
              + " || echo NAME >>learned-present; }";
      shell
          .run(
              "touch learned-absent learned-present; (for i in $(seq 25); do n=redis-"
                  + round
                  + "-$i; "
                  + create.replace("NAME", "$n")
                  + "; done) & loop=$!; until [ \"$(grep -c redis-"
                  + round
                  + "- acknowledged)\" -ge 5 ]; do sleep 0.05; done; kill -9 "
                  + PID
                  + "; wait $loop",
              MINUTE.multipliedBy(2))
          .orThrow("round " + round);
    }
    List<String> names =
        shell
            .run("kubectl get configmaps -o name", MINUTE)
            .orThrow("list")
            .output()
            .lines()
            .map(line -> line.replace("configmap/", ""))
            .filter(name -> name.startsWith("redis-"))
            .toList();
    // Who learned an outcome is few or nobody: commits are tried again until Redis is back.
    Set<String> expected = new TreeSet<>(Files.readAllLines(acknowledged));
    expected.addAll(lines("learned-present"));
    assertThat(expected).hasSizeGreaterThan(ROUNDS * 5);
    assertThat(names).containsExactlyInAnyOrderElementsOf(expected);
    expected.retainAll(lines("learned-absent"));
    assertThat(expected).isEmpty();
  }

  private List<String> lines(String name) throws Exception {
    return Files.readAllLines(cluster.folder().resolve(name));
  }

  @Test
  @Order(2)
  void whileRedisIsGoneWritesAreRefusedWithAReasonAndReadsAreServed() throws Exception {
    shell
        .run(
            "kubectl create configmap there --from-literal=a=b; kubectl create namespace quiet;"
                + " (setsid kubectl get configmaps --watch-only -o name >watched 2>&1 </dev/null"
                + " &); n=0; until grep -q watched- watched || [ $n = 100 ]; do"
                + " n=$((n+1)); kubectl create configmap watched-$n; done",
            MINUTE)
        .orThrow("before");
    until("cat watched", text -> text.contains("watched-"));
    // Cannot be started again: the lab's own view of the program is another.
    shell
        .run("mount --bind /bin/false " + PROGRAM + " && kill -9 " + PID, MINUTE)
        .orThrow("kill redis");
    until("kubectl get --raw /readyz 2>&1", text -> text.contains("[-]store failed"));
    Shell.Result listed = shell.run("kubectl get configmap there -o jsonpath={.data.a}", MINUTE);
    assertThat(listed.exitCode()).as(listed.output()).isZero();
    assertThat(listed.output()).isEqualTo("b");
    assertThat(shell.run("kubectl get --raw '/api/v1/nodes?resourceVersion=0'", MINUTE).exitCode())
        .isZero();
    Shell.Result written = shell.run("kubectl create configmap refused --from-literal=a=b", MINUTE);
    assertThat(written.exitCode()).isNotZero();
    assertThat(written.output()).contains("the store is unavailable").contains("Redis");
    assertThat(shell.run("kubectl delete configmap there", MINUTE).output())
        .contains("Error from server (ServiceUnavailable): the store is unavailable");
  }

  @Test
  @Order(3)
  void writesResumeByThemselvesAndWatchesLivedOn() throws Exception {
    shell.run("umount " + PROGRAM, MINUTE).orThrow("give redis back");
    until("kubectl get --raw /readyz 2>&1", text -> text.strip().equals("ok"));
    shell.run("kubectl create configmap after --from-literal=a=b", MINUTE).orThrow("create");
    until("cat watched", text -> text.contains("configmap/after"));
    Shell.Result watched = shell.run("cat watched", MINUTE);
    assertThat(watched.output().lines())
        .doesNotHaveDuplicates()
        .allMatch(line -> line.matches("configmap/(watched-\\d+|after)"))
        .endsWith("configmap/after");
    assertThat(shell.run("kubectl get configmap refused", MINUTE).output()).contains("NotFound");
    until("kubectl get nodes", text -> text.contains(" Ready"));
  }

  private void until(String command, Predicate<String> holds) throws InterruptedException {
    Await.until(
        command + " shows what is waited for",
        WITHIN,
        () -> shell.run(command, MINUTE).output(),
        holds);
  }
}
