package io.gantry.resource.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Disruption budgets, priority classes and runtime classes. */
class SmallKindsRulesTest {
  private final KindUnderTest budgets = new KindUnderTest("policy", "poddisruptionbudgets");
  private final KindUnderTest priorities =
      new KindUnderTest("scheduling.k8s.io", "priorityclasses");
  private final KindUnderTest runtimes = new KindUnderTest("node.k8s.io", "runtimeclasses");

  @Test
  void aBudgetLeavesItsMetadataToOthers() {
    assertThat(budgets.create("{'metadata':{'finalizers':['x']},'spec':{}}")).isEmpty();
    // Once as any object, once as any change; never by the kind.
    assertThat(budgets.update("{'spec':{}}", "{'metadata':{'labels':{'a':'-'}},'spec':{}}"))
        .hasSize(2);
    assertThat(budgets.strategy().unconditionalUpdate()).isFalse();
  }

  @TestFactory
  Stream<DynamicTest> conditionsOfABudget() {
    String rest = "'status':'True','reason':'R','lastTransitionTime':'2026-01-01T00:00:00Z'";
    return Stream.of(
            new String[] {"{'type':'T'," + rest + "}"},
            new String[] {
              "{'type':'T'," + rest + "},{'type':'T'," + rest + "}",
              "[1].type: Duplicate value: \"T\""
            },
            new String[] {
              "{'type':'','status':'x','observedGeneration':-1}",
              "[0].type: Invalid value: \"\": name part must be non-empty",
              "[0].type: Invalid value: \"\": name part must consist of",
              "[0].status: Unsupported value: \"x\": supported values: \"False\", \"True\", \"Unknown\"",
              "[0].observedGeneration: Invalid value: -1: must be greater than or equal to zero",
              "[0].lastTransitionTime: Required value: must be set",
              "[0].reason: Required value: must be set"
            },
            new String[] {
              "{'type':'T'," + rest.replace("'R'", "'1'") + "}",
              "[0].reason: Invalid value: \"1\": a condition reason must start with alphabetic"
            },
            new String[] {
              "{'type':'T'," + rest.replace("'R'", "'" + "R".repeat(1025) + "'") + "}",
              "[0].reason: Too long: may not be more than 1024 bytes"
            })
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row[0].substring(0, Math.min(40, row[0].length())),
                    () -> {
                      List<String> errors =
                          budgets.status("{'spec':{}}", "{}", "{'conditions':[" + row[0] + "]}");
                      assertThat(errors).as(errors.toString()).hasSize(row.length - 1);
                      for (int i = 0; i < errors.size(); i++) {
                        assertThat(errors.get(i)).startsWith("status.conditions" + row[i + 1]);
                      }
                    }));
  }

  @Test
  void countsOfABudgetAreNotNegative() {
    for (String count :
        List.of("disruptionsAllowed", "currentHealthy", "desiredHealthy", "expectedPods")) {
      assertThat(budgets.status("{'spec':{}}", "{}", "{'" + count + "':-1}"))
          .containsExactly(
              "status." + count + ": Invalid value: -1: must be greater than or equal to 0");
    }
  }

  @TestFactory
  Stream<DynamicTest> classesOfTheSystem() {
    return Stream.of(
            new String[] {"system-node-critical", "2000001000", "false", ""},
            new String[] {
              "system-node-critical",
              "1",
              "false",
              "value of system-node-critical PriorityClass must be 2000001000"
            },
            new String[] {
              "system-cluster-critical",
              "2000000000",
              "true",
              "globalDefault of system-cluster-critical PriorityClass must be false"
            },
            new String[] {
              "system-x", "1", "false", "system-x is not a known system priority class"
            })
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row[0] + row[1] + row[2],
                    () -> {
                      List<String> errors =
                          priorities.create(
                              "{'metadata':{'name':'%s'},'value':%s,'globalDefault':%s}"
                                  .formatted(row[0], row[1], row[2]));
                      assertThat(errors).hasSize(row[3].isEmpty() ? 0 : 1);
                      assertThat(String.join("", errors)).endsWith(row[3]);
                    }));
  }

  @Test
  void whatMayChangeOfAPriorityClassMakesNoNewGeneration() {
    String old = "{'value':1}";
    String described = "{'value':1,'description':'d','globalDefault':true}";
    assertThat(priorities.update(old, described)).isEmpty();
    assertThat(priorities.generation(old, described)).isEqualTo(1);
    assertThat(priorities.update(old, "{'value':2,'preemptionPolicy':'Never'}"))
        .containsExactly(
            "value: Forbidden: may not be changed in an update.",
            "preemptionPolicy: Invalid value: \"Never\": field is immutable");
  }

  @Test
  void tolerationsOfARuntimeAreToldApartByWhatTheyTolerate() {
    String class1 = "{'handler':'h','scheduling':{'tolerations':[%s]}}";
    String one = "{'key':'k','operator':'Exists','effect':'NoExecute','tolerationSeconds':1}";
    assertThat(
            runtimes.create(
                class1.formatted(
                    one + "," + one.replace("NoExecute','tolerationSeconds':1", "NoSchedule'"))))
        .isEmpty();
    assertThat(runtimes.create(class1.formatted(one + "," + one.replace("1}", "2}"))))
        .singleElement()
        .asString()
        .startsWith("scheduling.tolerations[1]: Duplicate value: ");
  }

  @Test
  void theCostOfARuntimeIsCheckedAsLimitsAre() {
    assertThat(runtimes.create("{'handler':'h','overhead':{'podFixed':{'cpu':'-1'}}}"))
        .singleElement()
        .asString()
        .startsWith("overhead.limits[cpu]: Invalid value: \"-1\"");
    assertThat(runtimes.create("{'handler':'h','overhead':{'podFixed':{'hugepages-2Mi':'2Mi'}}}"))
        .containsExactly("overhead: Forbidden: HugePages require cpu or memory");
    assertThat(runtimes.create("{'metadata':{'finalizers':['x']},'handler':'h'}")).isEmpty();
    assertThat(runtimes.update("{'handler':'h'}", "{'handler':'i'}"))
        .containsExactly("handler: Invalid value: \"i\": field is immutable");
  }
}
