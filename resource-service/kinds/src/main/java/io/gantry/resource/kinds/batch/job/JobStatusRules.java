package io.gantry.resource.kinds.batch.job;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.GoText;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/**
 * What the status of a job may say. Most rules are held only against what a write changes: a status
 * may be behind a spec that was changed just now, and must stay writable.
 */
final class JobStatusRules {
  private static final FieldPath STATUS = FieldPath.of("status");
  private static final FieldPath CONDITIONS = STATUS.child("conditions");

  private final Findings out = new Findings();
  private final JsonNode spec;
  private final JsonNode status;
  private final JsonNode before;

  private JobStatusRules(JsonNode job, JsonNode old) {
    spec = Json.at(job, "spec");
    status = Json.at(job, "status");
    before = Json.at(old, "status");
  }

  static List<FieldError> validate(JsonNode job, JsonNode old) {
    JobStatusRules rules = new JobStatusRules(job, old);
    rules.counts();
    rules.ended();
    rules.finished();
    rules.indexes();
    rules.amounts();
    rules.criteria();
    rules.forGood();
    return rules.out.list();
  }

  private void counts() {
    for (String count : List.of("active", "succeeded", "failed", "ready", "terminating")) {
      out.nonNegative(STATUS, status, count);
    }
    Set<String> seen = new HashSet<>();
    for (String sort : List.of("succeeded", "failed")) {
      List<String> pods = Json.texts(status, "uncountedTerminatedPods", sort);
      for (int i = 0; i < pods.size(); i++) {
        FieldPath at = STATUS.child("uncountedTerminatedPods", sort).index(i);
        if (pods.get(i).isEmpty()) {
          out.invalid(at, "", "must not be empty");
        } else if (!seen.add(pods.get(i))) {
          out.add(FieldError.duplicate(at, pods.get(i)));
        }
      }
    }
  }

  /** How a job ended, and when. */
  private void ended() {
    boolean complete = is("Complete");
    boolean completeChanged = changes("Complete");
    JsonNode start = Json.at(status, "startTime");
    JsonNode end = Json.at(status, "completionTime");
    FieldPath endPath = STATUS.child("completionTime");
    boolean endChanged = differs("completionTime");
    if ((completeChanged || changes("Failed")) && complete && is("Failed")) {
      plain("cannot set Complete=True and Failed=true conditions");
    }
    if ((completeChanged || changes("FailureTarget")) && complete && is("FailureTarget")) {
      plain("cannot set Complete=True and FailureTarget=true conditions");
    }
    if ((completeChanged || endChanged) && end != null && !complete) {
      out.invalid(
          endPath, time(end), "cannot set completionTime when there is no Complete=True condition");
    }
    if ((completeChanged || endChanged) && end == null && complete) {
      out.required(endPath, "completionTime is required for Complete jobs");
    }
    boolean reversed =
        start != null && end != null && end.asString().compareTo(start.asString()) < 0;
    if ((differs("startTime") || endChanged) && reversed) {
      out.invalid(endPath, time(end), "completionTime cannot be set before startTime");
    }
    if ((changes("Failed") || differs("failedIndexes")) && is("Failed") && !is("FailureTarget")) {
      plain("cannot set Failed=True condition without the FailureTarget=true condition");
    }
    if ((completeChanged || changes("SuccessCriteriaMet"))
        && complete
        && !is("SuccessCriteriaMet")) {
      plain("cannot set Complete=True condition without the SuccessCriteriaMet=true condition");
    }
  }

  /** A job that has ended runs nothing and has counted everything. */
  private void finished() {
    if (!isFinished(status)) {
      return;
    }
    boolean justNow = !isFinished(before);
    long active = Json.number(status, 0, "active");
    if ((justNow || active != Json.number(before, 0, "active")) && active > 0) {
      out.invalid(STATUS.child("active"), active, "active>0 is invalid for finished job");
    }
    boolean nothingToDo =
        Json.bool(spec, false, "suspend") && Json.number(spec, -1, "completions") == 0;
    if ((justNow || differs("startTime")) && !nothingToDo && !Json.has(status, "startTime")) {
      out.required(STATUS.child("startTime"), "startTime is required for finished job");
    }
    boolean uncounted =
        !Json.items(status, "uncountedTerminatedPods", "failed").isEmpty()
            || !Json.items(status, "uncountedTerminatedPods", "succeeded").isEmpty();
    if ((justNow || differs("uncountedTerminatedPods")) && uncounted) {
      out.invalid(
          STATUS.child("uncountedTerminatedPods"),
          GoText.literal("batch.UncountedTerminatedPods{}"),
          "uncountedTerminatedPods needs to be empty for finished job");
    }
  }

  private void indexes() {
    boolean completedChanged = differs("completedIndexes");
    boolean failedChanged = differs("failedIndexes");
    String completed = Json.text(status, "completedIndexes");
    JsonNode failed = Json.at(status, "failedIndexes");
    JsonNode completions = Json.at(spec, "completions");
    boolean perIndex = Json.has(spec, "backoffLimitPerIndex");
    if (completedChanged && completions != null) {
      format("completedIndexes", completed, completions.longValue());
    }
    if (failedChanged && completions != null && perIndex && failed != null) {
      format("failedIndexes", failed.asString(), completions.longValue());
    }
    boolean indexed = Json.text(spec, "completionMode").equals("Indexed");
    if (completedChanged && !completed.isEmpty() && !indexed) {
      out.invalid(
          STATUS.child("completedIndexes"),
          completed,
          "cannot set non-empty completedIndexes when non-indexed completion mode");
    }
    if (failedChanged && failed != null && !perIndex) {
      out.invalid(
          STATUS.child("failedIndexes"),
          failed.asString(),
          "cannot set non-null failedIndexes when backoffLimitPerIndex is null");
    }
    if ((completedChanged || failedChanged) && completions != null && failed != null) {
      Intervals.firstOfBoth(completed, failed.asString(), completions.longValue())
          .ifPresent(
              index ->
                  out.invalid(
                      STATUS.child("failedIndexes"),
                      failed.asString(),
                      "failedIndexes and completedIndexes overlap at index: " + index));
    }
  }

  private void format(String field, String text, long completions) {
    try {
      Intervals.count(text, completions);
    } catch (Intervals.SyntaxException e) {
      out.invalid(STATUS.child(field), text, "error parsing " + field + ": " + e.getMessage());
    }
  }

  private void amounts() {
    long terminating = Json.number(status, 0, "terminating");
    boolean finishedChanged = isFinished(status) != isFinished(before);
    if ((finishedChanged || differs("terminating")) && terminating > 0 && isFinished(status)) {
      out.invalid(
          STATUS.child("terminating"), terminating, "terminating>0 is invalid for finished job");
    }
    long ready = Json.number(status, 0, "ready");
    long active = Json.number(status, 0, "active");
    boolean changed = differs("ready") || active != Json.number(before, 0, "active");
    if (changed && Json.has(status, "ready") && ready > active) {
      out.invalid(STATUS.child("ready"), ready, "cannot set more ready pods than active");
    }
  }

  private void criteria() {
    boolean met = is("SuccessCriteriaMet");
    if (met && is("Failed")) {
      plain("cannot set SuccessCriteriaMet=True and Failed=true conditions");
    }
    if (met && is("FailureTarget")) {
      plain("cannot set SuccessCriteriaMet=True and FailureTarget=true conditions");
    }
    if (Json.has(spec, "successPolicy") && !met && is("Complete")) {
      plain("cannot set Complete=True for Job with SuccessPolicy unless SuccessCriteriaMet=True");
    }
  }

  /** What was said once is not taken back. */
  private void forGood() {
    for (String type : List.of("Failed", "Complete", "FailureTarget")) {
      if (isTrue(before, type) && !is(type)) {
        plain("cannot disable the terminal " + type + "=True condition");
      }
    }
    boolean resizable =
        Json.text(spec, "completionMode").equals("Indexed")
            && FieldRules.same(Json.at(spec, "completions"), Json.at(spec, "parallelism"));
    decreased("failed", true);
    decreased("succeeded", !resizable);
    JsonNode end = Json.at(status, "completionTime");
    if (end != null && Json.has(before, "completionTime") && differs("completionTime")) {
      out.invalid(STATUS.child("completionTime"), time(end), "completionTime cannot be mutated");
    }
    boolean resuming = isTrue(before, "Suspended") && isState(status, "Suspended", "False");
    if (Json.has(before, "startTime")
        && differs("startTime")
        && !resuming
        && !Json.bool(spec, false, "suspend")) {
      out.required(STATUS.child("startTime"), "startTime cannot be removed for unsuspended job");
    }
    if (isTrue(before, "SuccessCriteriaMet") && !is("SuccessCriteriaMet")) {
      plain("cannot disable the SuccessCriteriaMet=True condition");
    }
    if (isTrue(before, "Complete")
        && !isTrue(before, "SuccessCriteriaMet")
        && is("SuccessCriteriaMet")) {
      plain("cannot set SuccessCriteriaMet=True for Job already has Complete=true conditions");
    }
  }

  private void decreased(String counter, boolean applies) {
    long now = Json.number(status, 0, counter);
    if (applies && now < Json.number(before, 0, counter)) {
      out.invalid(STATUS.child(counter), now, "cannot decrease the " + counter + " counter");
    }
  }

  private boolean is(String type) {
    return isTrue(status, type);
  }

  private boolean changes(String type) {
    return is(type) != isTrue(before, type);
  }

  private boolean differs(String field) {
    return !FieldRules.same(Json.at(status, field), Json.at(before, field));
  }

  private static boolean isFinished(JsonNode status) {
    return isTrue(status, "Complete") || isTrue(status, "Failed");
  }

  private static boolean isTrue(JsonNode status, String type) {
    return isState(status, type, "True");
  }

  private static boolean isState(JsonNode status, String type, String state) {
    return Json.items(status, "conditions").stream()
        .anyMatch(c -> Json.text(c, "type").equals(type) && Json.text(c, "status").equals(state));
  }

  /** An invalid value that is not repeated. */
  private void plain(String why) {
    out.add(
        new FieldError(FieldError.Type.INVALID, CONDITIONS.toString(), "Invalid value: " + why));
  }

  /** A time as Kubernetes' language prints it. */
  private static Object time(JsonNode time) {
    return GoText.literal(time.asString().replace('T', ' ').replace("Z", " +0000 UTC"));
  }
}
