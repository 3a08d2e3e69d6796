package io.gantry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class NormaliserTest {
  @Test
  void replacesWhatDiffersFromRunToRun() {
    String text =
        """
        NAME                         READY   STATUS    RESTARTS      AGE
        webserver-7d4f8c6b9d-x2x4z   1/1     Running   1 (3s ago)    2m5s

        pingpong on node1 at 10.244.0.7, sleeping at 127.0.0.1
        """;
    assertThat(Normaliser.lines(text, Map.of("node1", "<node>")))
        .isEqualTo(
            List.of(
                "NAME  READY  STATUS  RESTARTS  AGE",
                "webserver-<hash>-<id>  1/1  Running  1 (<age> ago)  <age>",
                "pingpong on <node> at <ip>, sleeping at 127.0.0.1"));
  }

  @Test
  void leavesNamesAlone() {
    assertThat(Normaliser.lines("story-first-pod kube-root-ca.crt", Map.of()))
        .isEqualTo(List.of("story-first-pod kube-root-ca.crt"));
  }
}
