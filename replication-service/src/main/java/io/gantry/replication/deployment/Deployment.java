package io.gantry.replication.deployment;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.ControllerRefs;
import io.gantry.controlruntime.ObjectReference;
import io.gantry.controlruntime.Resources;
import io.gantry.replication.workload.IntOrPercent;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Deployment as its controller sees it.
 *
 * @param revisionHistoryLimit {@code Integer.MAX_VALUE} for no limit
 * @param progressDeadlineSeconds {@code Integer.MAX_VALUE} for none
 */
public record Deployment(
    ResourceObject object,
    long generation,
    Map<String, String> annotations,
    int replicas,
    boolean paused,
    boolean recreate,
    IntOrPercent surge,
    IntOrPercent unavailable,
    int minReadySeconds,
    int revisionHistoryLimit,
    int progressDeadlineSeconds,
    LabelSelector selector,
    DeploymentStatus status) {
  private static final IntOrPercent NONE = new IntOrPercent(0, false);

  public static Deployment of(ResourceObject object) {
    ObjectNode tree = object.tree();
    return new Deployment(
        object,
        Json.number(tree, 0, "metadata", "generation"),
        Json.map(tree, "metadata", "annotations"),
        Json.integer(tree, 1, "spec", "replicas"),
        Json.bool(tree, false, "spec", "paused"),
        Json.text(tree, "spec", "strategy", "type").equals("Recreate"),
        IntOrPercent.of(Json.at(tree, "spec", "strategy", "rollingUpdate", "maxSurge"), NONE),
        IntOrPercent.of(Json.at(tree, "spec", "strategy", "rollingUpdate", "maxUnavailable"), NONE),
        Json.integer(tree, 0, "spec", "minReadySeconds"),
        Json.integer(tree, Integer.MAX_VALUE, "spec", "revisionHistoryLimit"),
        Json.integer(tree, Integer.MAX_VALUE, "spec", "progressDeadlineSeconds"),
        LabelSelector.ofOrNothing(Json.at(tree, "spec", "selector")),
        DeploymentStatus.of(tree));
  }

  public ObjectKey key() {
    return object.key();
  }

  public String name() {
    return object.name();
  }

  public String namespace() {
    return object.namespace();
  }

  public String uid() {
    return object.uid();
  }

  public boolean deleting() {
    return object.deleting();
  }

  public boolean hasProgressDeadline() {
    return progressDeadlineSeconds != Integer.MAX_VALUE;
  }

  /** How many pods above the desired number a rolling update may have. */
  public int maxSurge() {
    return recreate ? 0 : surge.roundedUp(replicas);
  }

  /**
   * How many of the desired pods may be missing during a rolling update. Surge and this one cannot
   * both be zero: nothing could move; validation forbids zeros, but percentages round to it.
   */
  public int maxUnavailable() {
    if (recreate || replicas == 0) {
      return 0;
    }
    int allowed = unavailable.roundedDown(replicas);
    if (allowed == 0 && maxSurge() == 0) {
      return 1;
    }
    return Math.min(allowed, replicas);
  }

  public ObjectNode template() {
    return (ObjectNode) Json.at(object.tree(), "spec", "template");
  }

  public ControllerRefs.Owner asOwner() {
    return new ControllerRefs.Owner(
        Resources.DEPLOYMENTS, Resources.DEPLOYMENT, namespace(), name(), uid(), deleting());
  }

  public ObjectReference reference() {
    return ObjectReference.to(Resources.DEPLOYMENT, object);
  }

  public Deployment withStatus(DeploymentStatus changed) {
    return new Deployment(
        object,
        generation,
        annotations,
        replicas,
        paused,
        recreate,
        surge,
        unavailable,
        minReadySeconds,
        revisionHistoryLimit,
        progressDeadlineSeconds,
        selector,
        changed);
  }
}
