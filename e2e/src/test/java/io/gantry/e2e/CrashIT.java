package io.gantry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * The JVM is killed in the middle of creates, three times: whatever was acknowledged is there
 * afterwards, nothing is there twice, and running containers are the same ones as before.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CrashIT {
  private static final Duration WITHIN = Duration.ofMinutes(5);
  private static final int ROUNDS = 3;

  private final LabCluster cluster = new LabCluster("crash", "standalone");

  @BeforeAll
  void start() {
    cluster.start();
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  @Test
  void nothingAcknowledgedIsLost() throws Exception {
    Shell shell = cluster.shell(cluster.folder());
    shell
        .run(
            "kubectl create deployment web --image=busybox:1.36 --replicas=2 -- sleep 1000", WITHIN)
        .orThrow("create deployment");
    shell.run("kubectl rollout status deployment web --timeout=240s", WITHIN).orThrow("rollout");
    Set<String> before = containers(shell);
    assertThat(before).hasSize(2);
    Path acknowledged = Files.createFile(cluster.folder().resolve("acknowledged"));
    for (int round = 1; round <= ROUNDS; round++) {
      // Ends by itself when the API is gone; each name is written down only after its answer.
      String creates =
          "for i in $(seq 500); do kubectl create configmap crash-%d-$i --from-literal=a=b"
              + " >/dev/null 2>&1 && echo crash-%d-$i >> acknowledged || break; done";
      shell
          .run(
              "("
                  + creates.formatted(round, round)
                  + ") & loop=$!; until [ \"$(grep -c crash-"
                  + round
                  + "- acknowledged)\" -ge 5 ]; do sleep 0.05; done;"
                  + " kill -9 $(cat /var/lib/gantry/gantry/pids/gantry.pid); wait $loop",
              WITHIN)
          .orThrow("kill -9 in round " + round);
      cluster.up().orThrow("up after kill -9 in round " + round);
    }
    List<String> names =
        shell
            .run("kubectl get configmaps -o name", WITHIN)
            .orThrow("list")
            .output()
            .lines()
            .map(line -> line.replace("configmap/", ""))
            .filter(name -> name.startsWith("crash-"))
            .toList();
    List<String> promised = Files.readAllLines(acknowledged);
    assertThat(names).containsAll(promised).doesNotHaveDuplicates();
    // At most the one create under way at each kill may be there without an answer.
    assertThat(names.size()).isBetween(promised.size(), promised.size() + ROUNDS);
    shell
        .run("kubectl wait --for=condition=Available deployment/web --timeout=240s", WITHIN)
        .orThrow("deployment available");
    assertThat(containers(shell)).isEqualTo(before);
  }

  /** Ids of the deployment's containers, as its pods' status names them. */
  private static Set<String> containers(Shell shell) {
    return shell
        .run(
            "kubectl get pods -l app=web -o jsonpath='{range"
                + " .items[*]}{.status.containerStatuses[0].containerID}{\"\\n\"}{end}'",
            WITHIN)
        .orThrow("containers")
        .output()
        .lines()
        .filter(line -> !line.isBlank())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
