package io.gantry.resource.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.StatusException;
import io.gantry.resource.kinds.apps.RolloutRules;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** What may be written to workloads, their templates aside. */
class AppsRulesTest {
  private static final String POD =
      "'template':{'metadata':{'labels':{'a':'b'}},"
          + "'spec':{'containers':[{'name':'c','image':'i'}]}}";
  private static final String SELECTOR = "'selector':{'matchLabels':{'a':'b'}}";
  private static final String SPEC = SELECTOR + "," + POD;

  /** The counts of a kind's status: all, and those that are parts of {@code replicas}. */
  private record Counts(
      String group, String resource, List<String> all, List<String> parts, String ready) {}

  private static final List<Counts> COUNTS =
      List.of(
          new Counts(
              "apps",
              "deployments",
              List.of(
                  "observedGeneration",
                  "replicas",
                  "updatedReplicas",
                  "readyReplicas",
                  "availableReplicas",
                  "unavailableReplicas",
                  "collisionCount"),
              List.of("updatedReplicas", "readyReplicas", "availableReplicas"),
              "readyReplicas"),
          new Counts(
              "apps",
              "replicasets",
              List.of(
                  "replicas",
                  "fullyLabeledReplicas",
                  "readyReplicas",
                  "availableReplicas",
                  "observedGeneration"),
              List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas"),
              "readyReplicas"),
          new Counts(
              "",
              "replicationcontrollers",
              List.of(
                  "replicas",
                  "fullyLabeledReplicas",
                  "readyReplicas",
                  "availableReplicas",
                  "observedGeneration"),
              List.of("fullyLabeledReplicas", "readyReplicas", "availableReplicas"),
              "readyReplicas"),
          new Counts(
              "apps",
              "statefulsets",
              List.of(
                  "replicas",
                  "readyReplicas",
                  "currentReplicas",
                  "updatedReplicas",
                  "availableReplicas",
                  "observedGeneration",
                  "collisionCount"),
              List.of("readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"),
              "status.readyReplicas"),
          new Counts(
              "apps",
              "daemonsets",
              List.of(
                  "currentNumberScheduled",
                  "numberMisscheduled",
                  "desiredNumberScheduled",
                  "numberReady",
                  "observedGeneration",
                  "updatedNumberScheduled",
                  "numberAvailable",
                  "numberUnavailable",
                  "collisionCount"),
              List.of(),
              ""));

  private static String spec(Counts counts) {
    return counts.group().isEmpty()
        ? "{'spec':{'selector':{'a':'b'}," + POD + "}}"
        : "{'spec':{" + SPEC + "}}";
  }

  @TestFactory
  Stream<DynamicTest> noCountIsNegative() {
    return COUNTS.stream()
        .flatMap(
            counts ->
                counts.all().stream()
                    .map(
                        count ->
                            DynamicTest.dynamicTest(
                                counts.resource() + "." + count,
                                () ->
                                    assertThat(
                                            new KindUnderTest(counts.group(), counts.resource())
                                                .status(
                                                    spec(counts),
                                                    "{}",
                                                    "{'replicas':9,'readyReplicas':9,'"
                                                        + count
                                                        + "':-1}"))
                                        .contains(
                                            "status."
                                                + count
                                                + ": Invalid value: -1: must be greater than or"
                                                + " equal to 0"))));
  }

  @TestFactory
  Stream<DynamicTest> noPartIsMoreThanTheWhole() {
    return COUNTS.stream()
        .flatMap(
            counts ->
                counts.all().stream()
                    .map(
                        count ->
                            DynamicTest.dynamicTest(
                                counts.resource() + "." + count,
                                () -> {
                                  List<String> expected = new ArrayList<>();
                                  if (counts.parts().contains(count)) {
                                    expected.add(
                                        "status."
                                            + count
                                            + ": Invalid value: 5: cannot be greater than"
                                            + " status.replicas");
                                  }
                                  if (count.equals("availableReplicas")) {
                                    expected.add(
                                        "status.availableReplicas: Invalid value: 5: cannot be"
                                            + " greater than "
                                            + counts.ready());
                                  }
                                  assertThat(
                                          new KindUnderTest(counts.group(), counts.resource())
                                              .status(spec(counts), "{}", "{'" + count + "':5}"))
                                      .containsExactlyElementsOf(expected);
                                })));
  }

  @Test
  void collisionsAreNotTakenBack() {
    for (String kind : List.of("deployments", "statefulsets", "daemonsets")) {
      KindUnderTest apps = new KindUnderTest("apps", kind);
      String object = "{'spec':{" + SPEC + "}}";
      assertThat(apps.status(object, "{'collisionCount':2}", "{'collisionCount':2}")).isEmpty();
      assertThat(apps.status(object, "{}", "{'collisionCount':0}")).isEmpty();
      for (String less : List.of("{}", "{'collisionCount':1}")) {
        assertThat(apps.status(object, "{'collisionCount':2}", less))
            .singleElement()
            .asString()
            .startsWith("status.collisionCount: Invalid value: ")
            .endsWith(": cannot be decremented");
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> whatMayChangeOfAStatefulSet() {
    KindUnderTest sets = new KindUnderTest("apps", "statefulsets");
    String old = "{'spec':{'serviceName':'s','replicas':1," + SPEC + "}}";
    List<String> allowed =
        List.of(
            "'replicas':2",
            "'minReadySeconds':3",
            "'ordinals':{'start':4}",
            "'updateStrategy':{'type':'OnDelete'}",
            "'persistentVolumeClaimRetentionPolicy':{'whenScaled':'Delete'}");
    List<String> refused =
        List.of(
            "'revisionHistoryLimit':3", "'podManagementPolicy':'Parallel'", "'serviceName':'t'");
    return Stream.concat(
            allowed.stream().map(field -> new String[] {field, ""}),
            refused.stream().map(field -> new String[] {field, "spec: Forbidden: updates to"}))
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one[0],
                    () -> {
                      ObjectNode spec = Json.object();
                      spec.setAll((ObjectNode) Json.parse(old.replace('\'', '"')).get("spec"));
                      spec.setAll((ObjectNode) Json.parse("{" + one[0].replace('\'', '"') + "}"));
                      List<String> errors =
                          sets.update(old, Json.string(Json.object().set("spec", spec)));
                      assertThat(String.join("\n", errors)).startsWith(one[1]);
                      assertThat(errors).hasSize(one[1].isEmpty() ? 0 : 1);
                    }));
  }

  @Test
  void aRevisionsDataIsLookedAtOnceAndNeverChanges() {
    KindUnderTest revisions = new KindUnderTest("apps", "controllerrevisions");
    String good = "{'revision':1,'data':{'a':1}}";
    assertThat(revisions.create("{'revision':-1}"))
        .containsExactly(
            "revision: Invalid value: -1: must be greater than or equal to 0",
            "data: Required value: data is mandatory");
    assertThat(revisions.create("{'revision':1,'data':[1]}"))
        .containsExactly("data: Required value: data must be a valid JSON object");
    assertThat(revisions.update(good, "{'revision':2,'data':{'a':1}}")).isEmpty();
    for (String other : List.of("{'revision':1}", "{'revision':1,'data':[1]}")) {
      assertThat(revisions.update(good, other))
          .singleElement()
          .asString()
          .startsWith("data: Invalid value: ")
          .endsWith(": field is immutable");
    }
  }

  @Test
  void aDaemonSetsTemplateGenerationIsANumberThatOnlyTheServerCounts() {
    KindUnderTest sets = new KindUnderTest("apps", "daemonsets");
    String annotated =
        "{'metadata':{'annotations':{'deprecated.daemonset.template.generation':'%s'}},'spec':{"
            + SPEC
            + "}}";
    for (String[] sent : new String[][] {{"-5", "1"}, {"0", "1"}, {"7", "7"}}) {
      assertThat(generation(sets.created(annotated.formatted(sent[0])))).isEqualTo(sent[1]);
    }
    ObjectNode stored = sets.created(annotated.formatted("7"));
    ObjectNode asked = sets.object(annotated.formatted("99"));
    assertThat(generation(sets.changed("", stored, asked))).isEqualTo("7");
    Json.ensureObject(asked, "spec", "template", "spec").put("hostNetwork", true);
    assertThat(generation(sets.changed("", stored, asked))).isEqualTo("8");
    assertThatThrownBy(() -> sets.created(annotated.formatted("x")))
        .isInstanceOf(StatusException.class)
        .hasMessageContaining("strconv.ParseInt: parsing \"x\": invalid syntax");
    assertThatThrownBy(() -> sets.created(annotated.formatted("9223372036854775808")))
        .hasMessageContaining("value out of range");
  }

  private static String generation(ObjectNode set) {
    return Json.text(set, "metadata", "annotations", "deprecated.daemonset.template.generation");
  }

  @Test
  void amountsInTextAreNumbersOrPercentages() {
    assertThat(RolloutRules.valueOf(StringNode.valueOf("5"))).isEqualTo(5);
    assertThat(RolloutRules.valueOf(StringNode.valueOf("030%"))).isEqualTo(30);
    assertThat(RolloutRules.valueOf(StringNode.valueOf("9".repeat(30) + "%"))).isPositive();
    assertThat(RolloutRules.valueOf(StringNode.valueOf("x%"))).isZero();
    assertThat(
            new KindUnderTest("apps", "deployments")
                .create(
                    "{'spec':{'strategy':{'rollingUpdate':{'maxSurge':0,'maxUnavailable':'5'}},"
                        + SPEC
                        + "}}"))
        .singleElement()
        .asString()
        .contains("a valid percent string must be");
  }
}
