package io.gantry.nodeagent.status;

import io.gantry.nodeagent.pod.ContainerNote;
import io.gantry.nodeagent.pod.NodeView;
import io.gantry.nodeagent.pod.PodView;
import io.gantry.nodeagent.runtime.ObservedContainer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * All that a pod's status is made of.
 *
 * @param previous the status last told (or found in the API): what is no longer observed is kept
 * @param podIp empty while there is none
 * @param ended the pod is to end and nothing of it runs any more
 * @param verdict why the agent itself ends the pod; null when it does not
 * @param messages termination messages by container id
 */
public record StatusInput(
    PodView pod,
    JsonNode previous,
    List<ObservedContainer> observed,
    Map<String, ContainerNote> notes,
    NodeView node,
    String podIp,
    boolean ended,
    Verdict verdict,
    Map<String, String> messages,
    Instant now) {

  /** The agent's own reason to fail a pod: DeadlineExceeded, Evicted, a refusal. */
  public record Verdict(String reason, String message) {}
}
