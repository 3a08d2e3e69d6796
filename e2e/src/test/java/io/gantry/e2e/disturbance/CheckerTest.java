package io.gantry.e2e.disturbance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The checker finds each kind of fault, and none where there is none. */
class CheckerTest {
  private final Promises promises = new Promises();
  private final List<Seen> seen = new ArrayList<>();

  @BeforeEach
  void aGoodRun() {
    promises.created("a", "ua", 2);
    promises.created("b", "ub", 0);
    promises.created("any-x", "ux", 5);
    promises.deleted("b", "ub");
    promises.incremented("n", 4);
    seen.add(new Seen(1, "ADDED", "n", "un", 0));
    seen.add(new Seen(2, "ADDED", "a", "ua", -1));
    seen.add(new Seen(3, "ADDED", "b", "ub", -1));
    seen.add(new Seen(4, "MODIFIED", "n", "un", 1));
    seen.add(new Seen(5, "ADDED", "any-x", "ux", -1));
    seen.add(new Seen(6, "DELETED", "b", "ub", -1));
  }

  private static Map<String, Checker.Stored> stored() {
    return new java.util.HashMap<>(
        Map.of(
            "a", new Checker.Stored("ua", -1, ""),
            "any-x", new Checker.Stored("ux", -1, "op"),
            "n", new Checker.Stored("un", 1, "")));
  }

  private static History history(String who, List<Seen> seen) {
    return new History(who, seen, 0, 1, 0);
  }

  private Map<String, List<String>> violations(
      Map<String, Checker.Stored> stored, List<Seen> second) {
    return new Checker(promises, stored)
        .violations(List.of(history("one", seen), history("two", second)), history("topic", seen));
  }

  @Test
  void nothingIsFoundWhereNothingIsWrong() {
    assertThat(violations(stored(), seen)).isEmpty();
  }

  @Test
  void anObjectThatIsMissingIsLost() {
    Map<String, Checker.Stored> stored = stored();
    stored.remove("a");
    assertThat(violations(stored, seen)).containsOnlyKeys("lost");
  }

  @Test
  void aDeletionThatDidNotHappenIsLost() {
    Map<String, Checker.Stored> stored = stored();
    stored.put("b", new Checker.Stored("ub", -1, ""));
    assertThat(violations(stored, seen)).containsKey("lost");
  }

  @Test
  void anIncrementTooFewIsLostAndOneTooManyIsDoubled() {
    Map<String, Checker.Stored> stored = stored();
    stored.put("n", new Checker.Stored("un", 0, ""));
    assertThat(violations(stored, seen)).containsOnlyKeys("lost");
    stored.put("n", new Checker.Stored("un", 2, ""));
    assertThat(violations(stored, seen)).containsOnlyKeys("doubled");
  }

  @Test
  void oneOperationThatMadeTwoObjectsIsDoubled() {
    Map<String, Checker.Stored> stored = stored();
    stored.put("any-y", new Checker.Stored("uy", -1, "op"));
    assertThat(violations(stored, seen)).containsOnlyKeys("doubled");
  }

  @Test
  void aCreateThatWasSeenNotToHaveHappenedAndDidIsDoubled() {
    promises.abandoned("op");
    assertThat(violations(stored(), seen)).containsOnlyKeys("doubled");
  }

  @Test
  void eachEventThatOneWatcherMissedIsAGap() {
    for (int missing = 0; missing < seen.size(); missing++) {
      List<Seen> second = new ArrayList<>(seen);
      second.remove(missing);
      assertThat(violations(stored(), second)).as("without event " + missing).containsKey("gap");
    }
  }

  @Test
  void whatAllMissedIsAGapBecauseItWasPromised() {
    seen.remove(1);
    assertThat(violations(stored(), seen)).containsOnlyKeys("gap");
  }

  @Test
  void anEventThatCameTwiceOrLateIsOutOfOrder() {
    List<Seen> twice = new ArrayList<>(seen);
    twice.add(4, seen.get(3));
    assertThat(violations(stored(), twice)).containsKey("order");
    List<Seen> late = new ArrayList<>(seen);
    late.add(4, late.remove(1));
    assertThat(violations(stored(), late)).containsKey("order");
  }

  @Test
  void aWatcherThatListedAgainHadAGap() {
    assertThat(
            new Checker(promises, stored())
                .violations(List.of(new History("one", seen, 1, 1, 0)), history("topic", seen)))
        .containsOnlyKeys("gap");
  }
}
