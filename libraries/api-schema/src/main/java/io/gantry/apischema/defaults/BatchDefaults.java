package io.gantry.apischema.defaults;

import io.gantry.apimodel.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** The batch group. */
final class BatchDefaults {
  private static final int RETRIES = 6;

  private BatchDefaults() {}

  static void job(ObjectNode job) {
    ObjectNode spec = Json.ensureObject(job, "spec");
    if (Fill.isAbsent(spec, "completions") && Fill.isAbsent(spec, "parallelism")) {
      spec.put("completions", 1);
    }
    Fill.number(spec, "parallelism", 1);
    boolean perIndex = !Fill.isAbsent(spec, "backoffLimitPerIndex");
    Fill.number(spec, "backoffLimit", perIndex ? Integer.MAX_VALUE : RETRIES);
    Map<String, String> labels = Json.map(spec, "template", "metadata", "labels");
    ObjectNode metadata = Json.ensureObject(job, "metadata");
    if (!labels.isEmpty() && Fill.isEmpty(metadata, "labels")) {
      metadata.set("labels", Json.stringMap(labels));
    }
    Fill.text(spec, "completionMode", "NonIndexed");
    Fill.bool(spec, "suspend", false);
    Fill.bool(spec, "manualSelector", false);
    boolean failurePolicy = !Fill.isAbsent(spec, "podFailurePolicy");
    Fill.text(spec, "podReplacementPolicy", failurePolicy ? "Failed" : "TerminatingOrFailed");
    // A cron job's template waits with this one until it is a job.
    Fill.each(
        spec,
        List.of("podFailurePolicy", "rules"),
        rule ->
            Fill.each(
                rule,
                "onPodConditions",
                pattern -> Fill.textNeverOmitted(pattern, "status", "True")));
    PodDefaults.template(spec);
  }

  static void cronJob(ObjectNode cronJob) {
    ObjectNode spec = Json.ensureObject(cronJob, "spec");
    Fill.text(spec, "concurrencyPolicy", "Allow");
    Fill.bool(spec, "suspend", false);
    Fill.number(spec, "successfulJobsHistoryLimit", 3);
    Fill.number(spec, "failedJobsHistoryLimit", 1);
    Fill.in(spec, "jobTemplate", template -> Fill.in(template, "spec", PodDefaults::template));
  }
}
