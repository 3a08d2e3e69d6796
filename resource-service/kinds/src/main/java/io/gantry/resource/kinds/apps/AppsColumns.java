package io.gantry.resource.kinds.apps;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.columns.Ages;
import io.gantry.resource.kinds.columns.Texts;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of the workloads. */
public final class AppsColumns {
  private AppsColumns() {}

  public static List<Object> deployment(ObjectNode object, Instant now) {
    JsonNode pod = Json.at(object, "spec", "template", "spec");
    return List.of(
        Texts.name(object),
        ready(object),
        Texts.number(object, "status", "updatedReplicas"),
        Texts.number(object, "status", "availableReplicas"),
        Ages.age(object, now),
        Texts.containers(pod),
        Texts.images(pod),
        Texts.selector(object, "spec", "selector"));
  }

  public static List<Object> replicaSet(ObjectNode object, Instant now) {
    JsonNode pod = Json.at(object, "spec", "template", "spec");
    return List.of(
        Texts.name(object),
        Texts.number(object, "spec", "replicas"),
        Texts.number(object, "status", "replicas"),
        Texts.number(object, "status", "readyReplicas"),
        Ages.age(object, now),
        Texts.containers(pod),
        Texts.images(pod),
        Texts.selector(object, "spec", "selector"));
  }

  public static List<Object> statefulSet(ObjectNode object, Instant now) {
    JsonNode pod = Json.at(object, "spec", "template", "spec");
    return List.of(
        Texts.name(object),
        ready(object),
        Ages.age(object, now),
        Texts.containers(pod),
        Texts.images(pod));
  }

  public static List<Object> daemonSet(ObjectNode object, Instant now) {
    JsonNode pod = Json.at(object, "spec", "template", "spec");
    return List.of(
        Texts.name(object),
        Texts.number(object, "status", "desiredNumberScheduled"),
        Texts.number(object, "status", "currentNumberScheduled"),
        Texts.number(object, "status", "numberReady"),
        Texts.number(object, "status", "updatedNumberScheduled"),
        Texts.number(object, "status", "numberAvailable"),
        Texts.labels(pod, "nodeSelector"),
        Ages.age(object, now),
        Texts.containers(pod),
        Texts.images(pod),
        Texts.selector(object, "spec", "selector"));
  }

  public static List<Object> controllerRevision(ObjectNode object, Instant now) {
    String controller = "<none>";
    for (JsonNode owner : Json.items(object, "metadata", "ownerReferences")) {
      if (Json.bool(owner, false, "controller")) {
        String apiVersion = Json.text(owner, "apiVersion");
        int slash = apiVersion.indexOf('/');
        String group = slash < 0 ? "" : "." + apiVersion.substring(0, slash);
        controller =
            (Json.text(owner, "kind") + group).toLowerCase(Locale.ROOT)
                + "/"
                + Json.text(owner, "name");
      }
    }
    return List.of(
        Texts.name(object), controller, Texts.number(object, "revision"), Ages.age(object, now));
  }

  private static String ready(ObjectNode object) {
    return Texts.number(object, "status", "readyReplicas")
        + "/"
        + Texts.number(object, "spec", "replicas");
  }
}
