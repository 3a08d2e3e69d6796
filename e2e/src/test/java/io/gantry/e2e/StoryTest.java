package io.gantry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.e2e.Story.Comparison;
import io.gantry.e2e.Story.Step;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoryTest {
  @Test
  void readsEveryKindOfStep() {
    Story story =
        Story.parse(
            "x",
            """
            # a comment
            $ kubectl get pods
            NAME  READY

            $? kubectl exec x -- nosuch
            = 1
            ...
            @until 30 kubectl get pod x => Running|Failed
            @file a.yaml
                kind: Pod
                  name: x
            $~ ls
            """
                .lines()
                .toList());
    assertThat(story.steps().get(0))
        .isEqualTo(
            new Step.Command("kubectl get pods", Comparison.EXACT, 0, List.of("NAME  READY")));
    assertThat(story.steps().get(1))
        .isEqualTo(
            new Step.Command(
                "kubectl exec x -- nosuch", Comparison.EXIT_CODE_ONLY, 1, List.of("...")));
    assertThat(story.steps().get(2).title()).isEqualTo("until kubectl get pod x => Running|Failed");
    assertThat(story.steps().get(3))
        .isEqualTo(new Step.WriteFile("a.yaml", "kind: Pod\n  name: x\n"));
    assertThat(story.steps().get(4))
        .isEqualTo(new Step.Command("ls", Comparison.UNORDERED, 0, List.of()));
  }
}
