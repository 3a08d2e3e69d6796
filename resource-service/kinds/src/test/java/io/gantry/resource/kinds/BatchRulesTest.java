package io.gantry.resource.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.node.ObjectNode;

/** What may be written to jobs and what makes them. */
class BatchRulesTest {
  private static final String POD =
      "'template':{'spec':{'restartPolicy':'Never','containers':[{'name':'c','image':'i'}]}}";
  private static final String JOB = "{'spec':{" + POD + "}}";

  private final KindUnderTest jobs = new KindUnderTest("batch", "jobs");
  private final KindUnderTest cronJobs = new KindUnderTest("batch", "cronjobs");

  private static String job(String fields) {
    return "{'spec':{" + fields + "," + POD + "}}";
  }

  private static String cronJob(String fields) {
    return "{'spec':{" + fields + ",'jobTemplate':{'spec':{" + POD + "}}}}";
  }

  @Test
  void aSelectorThatWasSentIsAddedTo() {
    ObjectNode job = jobs.created(job("'selector':{'matchLabels':{'x':'y'}}"));
    assertThat(Json.map(job, "spec", "selector", "matchLabels"))
        .containsEntry("x", "y")
        .containsKey("batch.kubernetes.io/controller-uid");
    assertThat(jobs.create(job("'selector':{'matchLabels':{'x':'y'}}")))
        .anyMatch(error -> error.endsWith("`selector` not auto-generated"));
  }

  @TestFactory
  Stream<DynamicTest> limitsOfIndexedJobs() {
    String indexed = "'completionMode':'Indexed',";
    String many =
        "must be less than or equal to 10000 when completions are above 100000 and used with"
            + " backoff limit per index";
    return Stream.of(
            new String[] {"'parallelism':1", "spec.completions: Required value: when completion"},
            new String[] {"'completions':1,'parallelism':100000", ""},
            new String[] {
              "'completions':1,'parallelism':100001",
              "spec.parallelism: Invalid value: 100001: must be less than or equal to 100000 when"
                  + " completion mode is Indexed"
            },
            new String[] {
              "'completions':1,'backoffLimitPerIndex':1,'maxFailedIndexes':2",
              "spec.maxFailedIndexes: Invalid value: 2: must be less than or equal to completions"
            },
            new String[] {
              "'completions':1,'maxFailedIndexes':1",
              "spec.backoffLimitPerIndex: Required value: when maxFailedIndexes is specified"
            },
            new String[] {
              "'completions':100001,'backoffLimitPerIndex':1",
              "spec.maxFailedIndexes: Required value: must be specified when completions is above"
            },
            new String[] {
              "'completions':100001,'backoffLimitPerIndex':1,'maxFailedIndexes':10001",
              "spec.maxFailedIndexes: Invalid value: 10001: " + many
            },
            new String[] {
              "'completions':100001,'backoffLimitPerIndex':1,'maxFailedIndexes':1,"
                  + "'parallelism':10001",
              "spec.parallelism: Invalid value: 10001: " + many
            })
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one[0],
                    () -> {
                      List<String> errors = jobs.create(job(indexed + one[0]));
                      assertThat(errors).hasSize(one[1].isEmpty() ? 0 : 1);
                      assertThat(String.join("\n", errors)).startsWith(one[1]);
                    }));
  }

  private List<String> change(String oldFields, String newFields) {
    ObjectNode old = jobs.created(job(oldFields));
    ObjectNode object = old.deepCopy();
    ObjectNode spec = Json.ensureObject(object, "spec");
    spec.setAll((ObjectNode) Json.parse("{" + newFields.replace('\'', '"') + "}"));
    return jobs.change("", old, object);
  }

  @Test
  void completionsOfIndexedJobsFollowTheParallelism() {
    String indexed = "'completionMode':'Indexed','completions':2,'parallelism':2";
    assertThat(change(indexed, "'completions':3,'parallelism':3")).isEmpty();
    assertThat(change(indexed, "'completions':3"))
        .containsExactly(
            "spec.completions: Invalid value: 3: can only be modified in tandem with"
                + " spec.parallelism");
    assertThat(change("'completions':2", "'completions':3"))
        .containsExactly("spec.completions: Invalid value: 3: field is immutable");
  }

  @Test
  void aTemplateMayBeRedirectedUntilTheJobStarts() {
    for (boolean suspended : new boolean[] {false, true}) {
      ObjectNode old = jobs.created(job("'suspend':" + suspended));
      ObjectNode moved = old.deepCopy();
      Json.ensureObject(moved, "spec", "template", "spec", "nodeSelector").put("a", "b");
      assertThat(jobs.change("", old, moved)).hasSize(suspended ? 0 : 1);
      ObjectNode other = old.deepCopy();
      Json.ensureObject(other, "spec", "template", "spec").put("hostNetwork", true);
      assertThat(jobs.change("", old, other))
          .singleElement()
          .asString()
          .startsWith("spec.template: Invalid value: ")
          .endsWith(": field is immutable");
      Json.ensureObject(old, "status").put("startTime", "2026-01-01T00:00:00Z");
      assertThat(jobs.change("", old, moved)).hasSize(1);
    }
  }

  /** A status before and after, and what is wrong with the step. */
  private record Step(String spec, String before, String after, String... faults) {}

  private static String conditions(String... types) {
    List<String> all = new ArrayList<>();
    for (String type : types) {
      all.add("{'type':'" + type + "','status':'True'}");
    }
    return "'conditions':[" + String.join(",", all) + "]";
  }

  private static final String TIMES =
      ",'startTime':'2026-01-01T00:00:00Z','completionTime':'2026-01-01T00:00:01Z'";
  private static final String START = ",'startTime':'2026-01-01T00:00:00Z'";

  @TestFactory
  Stream<DynamicTest> stepsOfAStatus() {
    String complete = conditions("Complete", "SuccessCriteriaMet") + TIMES;
    String failed = conditions("Failed", "FailureTarget") + START;
    String indexed = "'completionMode':'Indexed','completions':5,'parallelism':1";
    return Stream.of(
            new Step("'suspend':false", "", complete),
            new Step("'suspend':false", "", failed),
            new Step("'suspend':false", "'active':1", "'active':-1", "active: -1 is negative"),
            new Step(
                "'suspend':false",
                "",
                conditions("Complete", "SuccessCriteriaMet", "Failed", "FailureTarget") + TIMES,
                "cannot set Complete=True and Failed=true conditions",
                "cannot set Complete=True and FailureTarget=true conditions",
                "cannot set SuccessCriteriaMet=True and Failed=true conditions",
                "cannot set SuccessCriteriaMet=True and FailureTarget=true conditions"),
            new Step(
                "'suspend':false",
                "",
                "'completionTime':'2026-01-01T00:00:01Z'",
                "cannot set completionTime when there is no Complete=True condition"),
            new Step(
                "'suspend':false",
                "",
                conditions("Complete", "SuccessCriteriaMet") + START,
                "completionTime is required for Complete jobs"),
            new Step(
                "'suspend':false",
                "",
                conditions("Complete", "SuccessCriteriaMet")
                    + ",'startTime':'2026-01-01T00:00:02Z','completionTime':'2026-01-01T00:00:01Z'",
                "completionTime cannot be set before startTime"),
            new Step(
                "'suspend':false",
                "",
                conditions("Failed") + START,
                "cannot set Failed=True condition without the FailureTarget=true condition"),
            new Step(
                "'suspend':false",
                "",
                conditions("Complete") + TIMES,
                "cannot set Complete=True condition without the SuccessCriteriaMet=true condition"),
            new Step(
                "'suspend':false",
                "",
                failed + ",'active':1,'terminating':2,'uncountedTerminatedPods':{'failed':['x']}",
                "active>0 is invalid for finished job",
                "uncountedTerminatedPods needs to be empty for finished job",
                "terminating>0 is invalid for finished job"),
            new Step(
                "'suspend':false",
                "",
                conditions("Failed", "FailureTarget"),
                "startTime is required for finished job"),
            new Step(
                "'suspend':true,'completions':0",
                "",
                conditions("Complete", "SuccessCriteriaMet")
                    + ",'completionTime':'2026-01-01T00:00:01Z'"),
            new Step(
                "'suspend':false",
                "",
                "'uncountedTerminatedPods':{'succeeded':['x'],'failed':['','x']}",
                "must not be empty",
                "Duplicate value: \"x\""),
            new Step(
                indexed,
                "",
                "'completedIndexes':'7'",
                "error parsing completedIndexes: too large index: \"7\""),
            new Step(indexed, "'completedIndexes':'7'", "'completedIndexes':'7','failed':1"),
            new Step(
                "'suspend':false",
                "",
                "'completedIndexes':'0'",
                "cannot set non-empty completedIndexes when non-indexed completion mode"),
            new Step(
                indexed,
                "",
                "'failedIndexes':'1'",
                "cannot set non-null failedIndexes when backoffLimitPerIndex is null"),
            new Step(
                indexed + ",'backoffLimitPerIndex':1",
                "",
                "'completedIndexes':'0,2-3','failedIndexes':'1,3-4'",
                "failedIndexes and completedIndexes overlap at index: 3"),
            new Step(
                "'suspend':false",
                "",
                "'active':1,'ready':2",
                "cannot set more ready pods than active"),
            new Step(
                "'suspend':false",
                failed,
                "'startTime':'2026-01-01T00:00:00Z'",
                "cannot disable the terminal Failed=True condition",
                "cannot disable the terminal FailureTarget=True condition"),
            new Step(
                "'suspend':false",
                "'failed':2,'succeeded':2",
                "'failed':1,'succeeded':1",
                "cannot decrease the failed counter",
                "cannot decrease the succeeded counter"),
            new Step(
                "'completionMode':'Indexed','completions':2,'parallelism':2",
                "'succeeded':2",
                "'succeeded':1"),
            new Step(
                "'suspend':false",
                complete,
                complete.replace("00:00:01", "00:00:02"),
                "completionTime cannot be mutated"),
            new Step(
                "'suspend':false",
                "'startTime':'2026-01-01T00:00:00Z'",
                "",
                "startTime cannot be removed for unsuspended job"),
            new Step("'suspend':true", "'startTime':'2026-01-01T00:00:00Z'", ""),
            new Step(
                "'suspend':false",
                "'startTime':'2026-01-01T00:00:00Z'," + conditions("Suspended"),
                "'startTime':'2026-01-02T00:00:00Z','conditions':[{'type':'Suspended',"
                    + "'status':'False'}]"),
            new Step(
                "'suspend':false",
                conditions("SuccessCriteriaMet"),
                "",
                "cannot disable the SuccessCriteriaMet=True condition"))
        .map(
            step ->
                DynamicTest.dynamicTest(
                    step.before() + " -> " + step.after(),
                    () -> {
                      List<String> errors =
                          jobs.status(
                              job(step.spec()),
                              "{" + step.before() + "}",
                              "{" + step.after() + "}");
                      assertThat(errors).as(errors.toString()).hasSize(step.faults().length);
                      for (int i = 0; i < errors.size(); i++) {
                        assertThat(errors.get(i))
                            .endsWith(
                                step.faults()[i].contains("negative")
                                    ? "must be greater than or equal to 0"
                                    : step.faults()[i]);
                      }
                    }));
  }

  @Test
  void whatWasAcceptedOnceOfACronJobIsNotLookedAtAgain() {
    String good = cronJob("'schedule':'* * * * *'");
    assertThat(cronJobs.create(good)).isEmpty();
    assertThat(cronJobs.create(cronJob("'schedule':'TZ=UTC * * * * *'")))
        .singleElement()
        .asString()
        .endsWith("cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
    assertThat(
            cronJobs.update(
                cronJob("'schedule':'TZ=UTC * * * * *'"), cronJob("'schedule':'TZ=UTC 1 * * * *'")))
        .isEmpty();
    assertThat(
            cronJobs.update(
                cronJob("'schedule':'TZ=UTC * * * * *'"),
                cronJob("'schedule':'TZ=UTC * * * * *','timeZone':'UTC'")))
        .singleElement()
        .asString()
        .endsWith("cannot use both timeZone field and TZ or CRON_TZ in schedule");
    String lost = cronJob("'schedule':'* * * * *','timeZone':'No/Where'");
    assertThat(cronJobs.create(lost))
        .containsExactly("spec.timeZone: Invalid value: \"No/Where\": unknown time zone No/Where");
    assertThat(cronJobs.update(lost, lost)).isEmpty();
    String named = good.replace("{'spec'", "{'metadata':{'name':'" + "n".repeat(53) + "'},'spec'");
    assertThat(cronJobs.create(named)).hasSize(1);
    assertThat(cronJobs.update(named, named)).isEmpty();
    assertThat(cronJobs.status(good, "{}", "{'active':[{'name':'x'}]}")).isEmpty();
  }

  @TestFactory
  Stream<DynamicTest> schedules() {
    return Stream.of(
            new String[] {"@every 1h30m", ""},
            new String[] {"@every -1.5h", ""},
            new String[] {
              "@every 5", "failed to parse duration @every 5: time: missing unit in duration \"5\""
            },
            new String[] {
              "@every 5x",
              "failed to parse duration @every 5x: time: unknown unit \"x\" in duration \"5x\""
            },
            new String[] {
              "@every x", "failed to parse duration @every x: time: invalid duration \"x\""
            },
            new String[] {
              "99999999999999999999 * * * *",
              "failed to parse int from 99999999999999999999: strconv.Atoi: parsing"
                  + " \"99999999999999999999\": value out of range"
            })
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one[0],
                    () -> {
                      List<String> errors = cronJobs.create(cronJob("'schedule':'" + one[0] + "'"));
                      assertThat(String.join("\n", errors)).endsWith(one[1]);
                      assertThat(errors).hasSize(one[1].isEmpty() ? 0 : 1);
                    }));
  }

  @Test
  void everyPartOfAJobIsJudgedOnce() {
    assertThat(change("'suspend':false", "'manualSelector':false")).isEmpty();
    assertThat(jobs.create(JOB)).isEmpty();
  }

  @Test
  void onlyAJobTakesAConditionForTrue() {
    String policy =
        "'podFailurePolicy':{'rules':[{'action':'Ignore','onPodConditions':[{'type':'T'}]}]},";
    assertThat(jobs.create("{'spec':{" + policy + POD + "}}")).isEmpty();
    assertThat(
            cronJobs.create(
                "{'spec':{'schedule':'* * * * *','jobTemplate':{'spec':{" + policy + POD + "}}}}"))
        .singleElement()
        .asString()
        .endsWith(
            "rules[0].onPodConditions[0].status: Required value: valid values: [\"False\" \"True\""
                + " \"Unknown\"]");
  }
}
