package io.gantry.resource.kinds.batch;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.columns.Ages;
import io.gantry.resource.kinds.columns.Texts;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of jobs and cron jobs. */
public final class BatchColumns {
  private static final List<String> ENDINGS = List.of("Complete", "Failed");
  private static final List<String> BEGINNINGS =
      List.of("Suspended", "FailureTarget", "SuccessCriteriaMet");

  private BatchColumns() {}

  public static List<Object> job(ObjectNode job, Instant now) {
    JsonNode pod = Json.at(job, "spec", "template", "spec");
    return List.of(
        Texts.name(job),
        status(job),
        completions(job),
        duration(job, now),
        Ages.age(job, now),
        Texts.containers(pod),
        Texts.images(pod),
        Texts.selector(job, "spec", "selector"));
  }

  public static List<Object> cronJob(ObjectNode object, Instant now) {
    JsonNode pod = Json.at(object, "spec", "jobTemplate", "spec", "template", "spec");
    String last = Json.text(object, "status", "lastScheduleTime");
    JsonNode suspend = Json.at(object, "spec", "suspend");
    return List.of(
        Texts.name(object),
        Json.text(object, "spec", "schedule"),
        Texts.textOr("<none>", object, "spec", "timeZone"),
        suspend == null ? "<unset>" : suspend.asBoolean() ? "True" : "False",
        Texts.size(object, "status", "active"),
        last.isEmpty() ? "<none>" : Ages.since(last, now),
        Ages.age(object, now),
        Texts.containers(pod),
        Texts.images(pod),
        Texts.selector(object, "spec", "jobTemplate", "spec", "selector"));
  }

  private static String status(ObjectNode job) {
    for (String type : ENDINGS) {
      if (Texts.condition(job, type, "True")) {
        return type;
      }
    }
    if (Json.has(job, "metadata", "deletionTimestamp")) {
      return "Terminating";
    }
    for (String type : BEGINNINGS) {
      if (Texts.condition(job, type, "True")) {
        return type;
      }
    }
    return "Running";
  }

  private static String completions(ObjectNode job) {
    Long succeeded = Texts.number(job, "status", "succeeded");
    if (Json.has(job, "spec", "completions")) {
      return succeeded + "/" + Texts.number(job, "spec", "completions");
    }
    Long parallelism = Texts.number(job, "spec", "parallelism");
    return parallelism > 1 ? succeeded + "/1 of " + parallelism : succeeded + "/1";
  }

  private static String duration(ObjectNode job, Instant now) {
    String start = Json.text(job, "status", "startTime");
    if (start.isEmpty()) {
      return "";
    }
    String end = Json.text(job, "status", "completionTime");
    return Ages.since(start, end.isEmpty() ? now : Instant.parse(end));
  }
}
