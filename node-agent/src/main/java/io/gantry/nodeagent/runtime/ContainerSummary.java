package io.gantry.nodeagent.runtime;

import java.util.Map;

/** What a list of all containers shows: enough to see which pods changed. */
public record ContainerSummary(
    String id, ContainerKind kind, PodRef pod, ContainerState state, Map<String, String> labels) {}
