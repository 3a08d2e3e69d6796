package io.gantry.resource.kinds.batch.cronjob;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.DisabledFields;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.Notices;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.batch.job.JobRules;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.GoText;
import java.util.List;
import java.util.Objects;
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

  /** The status is not looked at at all. */
  @Override
  public MetadataChecks metadataChecks(WriteContext context) {
    return context.subresource().equals("status") ? MetadataChecks.NONE : MetadataChecks.AS_CHANGE;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings().add(spec(context, object, null));
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

  /** A name that is too long today may have been accepted once, so it is not looked at again. */
  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    return spec(context, object, Json.at(old, "spec"));
  }

  /**
   * @param old null for a new object
   */
  private static List<FieldError> spec(WriteContext context, ObjectNode object, JsonNode old) {
    Findings out = new Findings(context);
    JsonNode spec = Json.at(object, "spec");
    schedule(out, spec, old);
    out.nonNegative(SPEC, spec, "startingDeadlineSeconds");
    JsonNode zone = Json.at(spec, "timeZone");
    if (old == null || !Objects.equals(zone, Json.at(old, "timeZone"))) {
      timeZone(out, zone);
    }
    out.requiredOneOf(
        SPEC.child("concurrencyPolicy"),
        Json.text(spec, "concurrencyPolicy"),
        List.of("Allow", "Forbid", "Replace"));
    JobRules.validate(out, SPEC.child("jobTemplate", "spec"), Json.at(spec, "jobTemplate", "spec"));
    selector(out, SPEC.child("jobTemplate", "spec"), Json.at(spec, "jobTemplate", "spec"));
    out.nonNegative(SPEC, spec, "successfulJobsHistoryLimit");
    out.nonNegative(SPEC, spec, "failedJobsHistoryLimit");
    return out.list();
  }

  /** A time zone in the schedule itself is only kept where it always was. */
  private static void schedule(Findings out, JsonNode spec, JsonNode old) {
    String schedule = Json.text(spec, "schedule");
    FieldPath at = SPEC.child("schedule");
    if (schedule.isEmpty()) {
      out.required(at);
      return;
    }
    CronSyntax.fault(schedule).ifPresent(fault -> out.invalid(at, schedule, fault));
    boolean hadZone = Json.text(old, "schedule").contains("TZ");
    if (schedule.contains("TZ") && !hadZone) {
      out.invalid(at, schedule, "cannot use TZ or CRON_TZ in schedule, use timeZone field instead");
    } else if (schedule.contains("TZ") && Json.has(spec, "timeZone")) {
      out.invalid(at, schedule, "cannot use both timeZone field and TZ or CRON_TZ in schedule");
    }
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
      return;
    }
    if (name.equalsIgnoreCase("Local")) {
      out.invalid(
          at,
          name,
          "timeZone must be an explicit time zone as defined in"
              + " https://www.iana.org/time-zones");
    }
    if (!TimeZones.isKnown(name)) {
      out.invalid(at, name, "unknown time zone " + name);
    }
  }

  @Override
  protected List<String> warnings(ObjectNode object, ObjectNode old) {
    Notices out = new Notices();
    if (old == null) {
      out.podNames(object, "Pod names and hostnames");
    }
    if (isNewsworthy(object, old)) {
      JobRules.warnings(
          out, SPEC.child("jobTemplate", "spec"), Json.at(object, "spec", "jobTemplate", "spec"));
    }
    if (old != null && Json.text(object, "spec", "schedule").contains("TZ")) {
      out.add(
          "cannot use TZ or CRON_TZ in spec.spec.schedule, use timeZone instead, see"
              + " https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more"
              + " details");
    }
    return out.list();
  }
}
