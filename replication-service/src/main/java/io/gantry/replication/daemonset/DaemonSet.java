package io.gantry.replication.daemonset;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.ControllerRefs;
import io.gantry.controlruntime.ObjectReference;
import io.gantry.controlruntime.Resources;
import io.gantry.replication.revision.RevisionHistory;
import io.gantry.replication.workload.IntOrPercent;
import io.gantry.replication.workload.PodKeeper;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * A DaemonSet as its controller sees it.
 *
 * @param templateGeneration annotation {@code deprecated.daemonset.template.generation}; empty
 *     where there is none
 */
public record DaemonSet(
    ResourceObject object,
    long generation,
    Map<String, String> annotations,
    LabelSelector selector,
    int minReadySeconds,
    boolean onDelete,
    IntOrPercent surge,
    IntOrPercent unavailable,
    int revisionHistoryLimit,
    String templateGeneration,
    DaemonSetStatus status)
    implements PodKeeper {
  private static final String TEMPLATE_GENERATION = "deprecated.daemonset.template.generation";

  public static DaemonSet of(ResourceObject object) {
    ObjectNode tree = object.tree();
    Map<String, String> annotations = Json.map(tree, "metadata", "annotations");
    return new DaemonSet(
        object,
        Json.number(tree, 0, "metadata", "generation"),
        annotations,
        LabelSelector.ofOrNothing(Json.at(tree, "spec", "selector")),
        Json.integer(tree, 0, "spec", "minReadySeconds"),
        Json.text(tree, "spec", "updateStrategy", "type").equals("OnDelete"),
        IntOrPercent.of(
            Json.at(tree, "spec", "updateStrategy", "rollingUpdate", "maxSurge"),
            new IntOrPercent(0, false)),
        IntOrPercent.of(
            Json.at(tree, "spec", "updateStrategy", "rollingUpdate", "maxUnavailable"),
            new IntOrPercent(1, false)),
        Json.integer(tree, 10, "spec", "revisionHistoryLimit"),
        annotations.getOrDefault(TEMPLATE_GENERATION, ""),
        DaemonSetStatus.of(tree));
  }

  @Override
  public ObjectKey key() {
    return object.key();
  }

  public String name() {
    return object.name();
  }

  public String namespace() {
    return object.namespace();
  }

  @Override
  public String uid() {
    return object.uid();
  }

  int maxSurge(int nodes) {
    return surge.roundedUp(nodes);
  }

  int maxUnavailable(int nodes) {
    int allowed = unavailable.roundedUp(nodes);
    return allowed == 0 && maxSurge(nodes) == 0 ? 1 : allowed;
  }

  public ObjectNode template() {
    return (ObjectNode) Json.at(object.tree(), "spec", "template");
  }

  ControllerRefs.Owner asOwner() {
    return new ControllerRefs.Owner(
        Resources.DAEMON_SETS, Resources.DAEMON_SET, namespace(), name(), uid(), object.deleting());
  }

  ObjectReference reference() {
    return ObjectReference.to(Resources.DAEMON_SET, object);
  }

  RevisionHistory.Subject subject() {
    return new RevisionHistory.Subject(
        asOwner(), selector, template(), annotations, revisionHistoryLimit);
  }
}
