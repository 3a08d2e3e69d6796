package io.gantry.cluster.ttlafterfinished;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.Outcome;
import io.gantry.controlruntime.Reconciler;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.Times;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Deletes a Job {@code ttlSecondsAfterFinished} after it finished, pods and all. */
public final class TtlAfterFinishedReconciler implements Reconciler<ObjectKey> {
  private final ApiClient api;
  private final InstantSource clock;

  public TtlAfterFinishedReconciler(ApiClient api, InstantSource clock) {
    this.api = api;
    this.clock = clock;
  }

  /** Reads the job afresh: its time may just have been changed. */
  @Override
  public Outcome reconcile(ObjectKey key) {
    try {
      ResourceObject job = api.get(Resources.JOBS, key.namespace(), key.name());
      Instant ends = ends(job.tree());
      if (job.deleting() || ends == null) {
        return Outcome.DONE;
      }
      Instant now = clock.instant();
      if (ends.isAfter(now)) {
        return Outcome.requeueAfter(Duration.between(now, ends));
      }
      api.delete(
          Resources.JOBS,
          key.namespace(),
          key.name(),
          new DeleteOptions(null, "Foreground", null, null, false).onlyVersion(job));
      return Outcome.DONE;
    } catch (StatusException e) {
      if (e.isNotFound()) {
        return Outcome.DONE;
      }
      throw e;
    }
  }

  /** Null while it has no end: not finished, or kept for ever. */
  public static Instant ends(ObjectNode job) {
    long ttl = Json.number(job, -1, "spec", "ttlSecondsAfterFinished");
    if (ttl < 0) {
      return null;
    }
    for (JsonNode condition : Json.items(job, "status", "conditions")) {
      String type = Json.text(condition, "type");
      if ((type.equals("Complete") || type.equals("Failed"))
          && Json.text(condition, "status").equals("True")) {
        Instant finished = Times.at(condition, "lastTransitionTime");
        return finished == null ? null : finished.plusSeconds(ttl);
      }
    }
    return null;
  }
}
