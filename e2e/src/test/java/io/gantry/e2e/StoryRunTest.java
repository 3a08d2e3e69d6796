package io.gantry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What may lag behind amid kills, and what may not. */
class StoryRunTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "kubectl get all",
        "kubectl describe deploy web | grep -E 'Strategy|Replicas:'",
        "kubectl rollout status deployment/webserver --timeout=2s 2>&1 | tail -1",
        "kubectl rollout history deployment/webserver --revision=3",
        "kubectl get rs -l app=webserver -o jsonpath='{range .items[*]}{.spec.replicas}{\"\\n\"}{end}' | sort | uniq -c",
        "kubectl logs deploy/webserver --tail 1 2>/dev/null | grep -c bytes"
      })
  void theseOnlyRead(String command) {
    assertThat(StoryRun.reads(command)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kubectl scale deployment webserver --replicas 3",
        "kubectl rollout undo deployment/webserver",
        "kubectl get pods; kubectl delete pods --all",
        "kubectl get pods && kubectl delete pods --all",
        "kubectl get pods -o yaml | kubectl replace -f -",
        "kubectl delete $(kubectl get pod -o name | head -1) --wait=false",
        "kubectl logs $(kubectl run x --image=y -o name)"
      })
  void theseDoMore(String command) {
    assertThat(StoryRun.reads(command)).isFalse();
  }
}
