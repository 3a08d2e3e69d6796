package io.gantry.apischema.defaults;

import io.gantry.apimodel.Json;
import tools.jackson.databind.node.ObjectNode;

/** The apps group. */
final class AppsDefaults {
  private static final int HISTORY = 10;
  private static final int PROGRESS_SECONDS = 600;

  private AppsDefaults() {}

  static void deployment(ObjectNode deployment) {
    ObjectNode spec = Json.ensureObject(deployment, "spec");
    Fill.number(spec, "replicas", 1);
    ObjectNode strategy = Fill.object(spec, "strategy");
    Fill.text(strategy, "type", "RollingUpdate");
    if (Json.text(strategy, "type").equals("RollingUpdate")) {
      ObjectNode rolling = Fill.object(strategy, "rollingUpdate");
      Fill.text(rolling, "maxUnavailable", "25%");
      Fill.text(rolling, "maxSurge", "25%");
    }
    Fill.number(spec, "revisionHistoryLimit", HISTORY);
    Fill.number(spec, "progressDeadlineSeconds", PROGRESS_SECONDS);
    PodDefaults.template(spec);
  }

  static void replicaSet(ObjectNode set) {
    ObjectNode spec = Json.ensureObject(set, "spec");
    Fill.number(spec, "replicas", 1);
    PodDefaults.template(spec);
  }

  static void daemonSet(ObjectNode set) {
    ObjectNode spec = Json.ensureObject(set, "spec");
    ObjectNode strategy = Fill.object(spec, "updateStrategy");
    Fill.text(strategy, "type", "RollingUpdate");
    if (Json.text(strategy, "type").equals("RollingUpdate")) {
      ObjectNode rolling = Fill.object(strategy, "rollingUpdate");
      Fill.number(rolling, "maxUnavailable", 1);
      Fill.number(rolling, "maxSurge", 0);
    }
    Fill.number(spec, "revisionHistoryLimit", HISTORY);
    PodDefaults.template(spec);
  }

  static void statefulSet(ObjectNode set) {
    ObjectNode spec = Json.ensureObject(set, "spec");
    Fill.text(spec, "podManagementPolicy", "OrderedReady");
    ObjectNode strategy = Fill.object(spec, "updateStrategy");
    if (Json.text(strategy, "type").isEmpty()) {
      strategy.put("type", "RollingUpdate");
      Fill.object(strategy, "rollingUpdate");
    }
    if (Json.text(strategy, "type").equals("RollingUpdate")) {
      Fill.in(strategy, "rollingUpdate", rolling -> Fill.number(rolling, "partition", 0));
    }
    ObjectNode retention = Fill.object(spec, "persistentVolumeClaimRetentionPolicy");
    Fill.text(retention, "whenDeleted", "Retain");
    Fill.text(retention, "whenScaled", "Retain");
    Fill.number(spec, "replicas", 1);
    Fill.number(spec, "revisionHistoryLimit", HISTORY);
    Fill.each(
        spec,
        "volumeClaimTemplates",
        claim -> {
          claim.put("apiVersion", "v1").put("kind", "PersistentVolumeClaim");
          VolumeDefaults.claim(claim);
        });
    PodDefaults.template(spec);
  }
}
