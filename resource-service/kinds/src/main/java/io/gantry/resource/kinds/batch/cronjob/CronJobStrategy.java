package io.gantry.resource.kinds.batch.cronjob;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.DisabledFields;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.batch.job.JobRules;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.GoText;
import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a CronJob. */
public final class CronJobStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final int LONGEST_NAME = 52;

  public CronJobStrategy() {
    super(true, true);
  }

  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {
    super.prepareForCreate(context, object);
    DisabledFields.dropFromPods(object, null);
    object.putObject("status");
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings(context);
    JsonNode spec = Json.at(object, "spec");
    String schedule = Json.text(spec, "schedule");
    FieldPath at = SPEC.child("schedule");
    if (schedule.isEmpty()) {
      out.required(at);
    } else if (schedule.contains("TZ")) {
      out.invalid(at, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
    } else {
      CronSyntax.fault(schedule).ifPresent(fault -> out.invalid(at, schedule, fault));
    }
    out.nonNegative(SPEC, spec, "startingDeadlineSeconds");
    timeZone(out, Json.at(spec, "timeZone"));
    out.requiredOneOf(
        SPEC.child("concurrencyPolicy"),
        Json.text(spec, "concurrencyPolicy"),
        List.of("Allow", "Forbid", "Replace"));
    JobRules.validate(out, SPEC.child("jobTemplate", "spec"), Json.at(spec, "jobTemplate", "spec"));
    selector(out, SPEC.child("jobTemplate", "spec"), Json.at(spec, "jobTemplate", "spec"));
    out.nonNegative(SPEC, spec, "successfulJobsHistoryLimit");
    out.nonNegative(SPEC, spec, "failedJobsHistoryLimit");
    String name = Json.text(object, "metadata", "name");
    if (name.length() > LONGEST_NAME) {
      // The controller appends a number to make the names of its jobs.
      out.invalid(
          FieldPath.of("metadata").child("name"),
          name,
          "must be no more than " + LONGEST_NAME + " characters");
    }
    return out.list();
  }

  /** Jobs get selectors of their own when they are made. */
  private static void selector(Findings out, FieldPath path, JsonNode spec) {
    JsonNode selector = Json.at(spec, "selector");
    if (selector != null) {
      out.invalid(
          path.child("selector"),
          GoText.labelSelector(selector),
          "`selector` will be auto-generated");
    }
    if (Json.bool(spec, false, "manualSelector")) {
      out.add(FieldError.notSupported(path.child("manualSelector"), true, List.of("nil", "false")));
    }
  }

  private static void timeZone(Findings out, JsonNode zone) {
    if (zone == null) {
      return;
    }
    String name = zone.asString();
    FieldPath at = SPEC.child("timeZone");
    if (name.isEmpty()) {
      out.invalid(at, name, "timeZone must be nil or non-empty string");
    } else if (name.equalsIgnoreCase("Local")) {
      out.invalid(
          at,
          name,
          "timeZone must be an explicit time zone as defined in"
              + " https://www.iana.org/time-zones");
    } else if (!isKnown(name)) {
      out.invalid(at, name, "unknown time zone " + name);
    }
  }

  private static boolean isKnown(String name) {
    try {
      return ZoneId.getAvailableZoneIds().contains(name) && ZoneId.of(name) != null;
    } catch (DateTimeException e) {
      return false;
    }
  }
}
