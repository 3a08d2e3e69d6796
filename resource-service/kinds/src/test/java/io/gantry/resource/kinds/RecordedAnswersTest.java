package io.gantry.resource.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.resource.kinds.base.KindPorts;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * How many of Kubernetes' recorded answers to small changes of valid objects are given here. The
 * floors are what was reached; they only go up. {@code -Dshow=pod} prints a kind's differences.
 */
class RecordedAnswersTest {
  private final AnswerPlayer player =
      new AnswerPlayer(BuiltinResources.all(new KindPorts(null, null, null, null, null, null)));

  @TestFactory
  List<DynamicTest> answersAgree() {
    return floors().entrySet().stream()
        .map(e -> DynamicTest.dynamicTest(e.getKey(), () -> check(e.getKey(), e.getValue())))
        .toList();
  }

  private void check(String kind, int floor) {
    AnswerPlayer.Agreement agreement = player.play(kind);
    System.out.printf(
        "%s: %d of %d codes, %d whole answers%n",
        kind, agreement.codes(), agreement.cases(), agreement.whole());
    if (kind.matches(System.getProperty("show", "-"))) {
      agreement.differences().forEach(System.out::println);
    }
    assertThat(agreement.whole())
        .as(() -> "whole answers of %s; first difference: %s".formatted(kind, first(agreement)))
        .isGreaterThanOrEqualTo(floor);
  }

  private static String first(AnswerPlayer.Agreement agreement) {
    return agreement.differences().isEmpty() ? "none" : agreement.differences().getFirst();
  }

  private static Map<String, Integer> floors() {
    Map<String, Integer> floors = new TreeMap<>();
    for (String line : AnswerPlayer.resource("answers/floors.txt").split("\n")) {
      String[] words = line.split(" ");
      floors.put(words[0], Integer.parseInt(words[1]));
    }
    return floors;
  }
}
