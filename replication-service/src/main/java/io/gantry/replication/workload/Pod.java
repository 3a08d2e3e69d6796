package io.gantry.replication.workload;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.OwnerReference;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.Claimable;
import io.gantry.controlruntime.Times;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What workload controllers need to know of a pod; the pod itself stays with the API.
 *
 * @param nodeName empty until scheduled
 * @param targetNode the node it is on or is tied to by name; empty when neither
 * @param readySince when the Ready condition became what it is; null when it does not say
 * @param restarts the most restarts of any one of its containers
 * @param allRestarts of all its containers together
 * @param finishedAt when its last container ended; null while one runs or did not say
 * @param finalizers what must be done before it may vanish
 * @param deletionCost annotation {@code controller.kubernetes.io/pod-deletion-cost}
 */
public record Pod(
    ObjectKey key,
    String uid,
    Map<String, String> labels,
    Map<String, String> annotations,
    Optional<OwnerReference> controller,
    boolean deleting,
    Instant created,
    String phase,
    String nodeName,
    String targetNode,
    boolean ready,
    Instant readySince,
    int restarts,
    int allRestarts,
    Instant finishedAt,
    List<String> finalizers,
    int deletionCost)
    implements Claimable {
  private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";

  public static Pod of(ResourceObject object) {
    ObjectNode tree = object.tree();
    Optional<JsonNode> ready =
        Json.items(tree, "status", "conditions").stream()
            .filter(condition -> Json.text(condition, "type").equals("Ready"))
            .findFirst();
    Map<String, String> annotations = Json.map(tree, "metadata", "annotations");
    return new Pod(
        object.key(),
        object.uid(),
        object.labels(),
        annotations,
        object.controller(),
        object.deleting(),
        Times.at(tree, "metadata", "creationTimestamp"),
        Json.text(tree, "status", "phase"),
        Json.text(tree, "spec", "nodeName"),
        targetNode(tree),
        ready.isPresent() && Json.text(ready.get(), "status").equals("True"),
        ready.map(condition -> Times.at(condition, "lastTransitionTime")).orElse(null),
        restarts(tree).max().orElse(0),
        restarts(tree).sum(),
        finishedAt(tree),
        Json.texts(tree, "metadata", "finalizers"),
        deletionCost(annotations));
  }

  /** Before it is scheduled, a daemon's pod names its node in its required affinity. */
  private static String targetNode(ObjectNode tree) {
    String nodeName = Json.text(tree, "spec", "nodeName");
    if (!nodeName.isEmpty()) {
      return nodeName;
    }
    JsonNode required =
        Json.at(
            tree,
            "spec",
            "affinity",
            "nodeAffinity",
            "requiredDuringSchedulingIgnoredDuringExecution");
    for (JsonNode term : Json.items(required, "nodeSelectorTerms")) {
      for (JsonNode field : Json.items(term, "matchFields")) {
        List<String> values = Json.texts(field, "values");
        if (Json.text(field, "key").equals("metadata.name") && values.size() == 1) {
          return values.getFirst();
        }
      }
    }
    return "";
  }

  private static IntStream restarts(ObjectNode tree) {
    return Json.items(tree, "status", "containerStatuses").stream()
        .mapToInt(status -> Json.integer(status, 0, "restartCount"));
  }

  private static Instant finishedAt(ObjectNode tree) {
    return Json.items(tree, "status", "containerStatuses").stream()
        .map(status -> Times.at(status, "state", "terminated", "finishedAt"))
        .filter(Objects::nonNull)
        .max(Comparator.naturalOrder())
        .orElse(null);
  }

  /** The API has validated the number; an unreadable one counts as none. */
  private static int deletionCost(Map<String, String> annotations) {
    try {
      return Integer.parseInt(annotations.getOrDefault(DELETION_COST, "0"));
    } catch (NumberFormatException e) {
      return 0;
    }
  }

  /** The same without a finalizer. */
  public Pod without(String finalizer) {
    return new Pod(
        key,
        uid,
        labels,
        annotations,
        controller,
        deleting,
        created,
        phase,
        nodeName,
        targetNode,
        ready,
        readySince,
        restarts,
        allRestarts,
        finishedAt,
        finalizers.stream().filter(f -> !f.equals(finalizer)).toList(),
        deletionCost);
  }

  public String name() {
    return key.name();
  }

  public String namespace() {
    return key.namespace();
  }

  public boolean finished() {
    return phase.equals("Succeeded") || phase.equals("Failed");
  }

  /** Counts as a replica: neither finished nor on its way out. */
  public boolean active() {
    return !finished() && !deleting;
  }

  /** Has been ready for {@code minReadySeconds}. */
  public boolean available(int minReadySeconds, Instant now) {
    return ready
        && (minReadySeconds == 0
            || (readySince != null && readySince.plusSeconds(minReadySeconds).isBefore(now)));
  }

  /** How long until a ready pod is available; empty when it is, or is not ready. */
  public Optional<Duration> availableIn(int minReadySeconds, Instant now) {
    if (!ready || readySince == null || available(minReadySeconds, now)) {
      return Optional.empty();
    }
    // One millisecond more: available means strictly longer than minReadySeconds.
    return Optional.of(
        Duration.between(now, readySince.plusSeconds(minReadySeconds)).plusMillis(1));
  }

  public static List<Pod> active(List<Pod> pods) {
    return pods.stream().filter(Pod::active).toList();
  }
}
