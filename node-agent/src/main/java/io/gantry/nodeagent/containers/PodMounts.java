package io.gantry.nodeagent.containers;

import io.gantry.nodeagent.runtime.ContainerSpec.MountSpec;
import java.util.List;

/**
 * The mounts of one container.
 *
 * @param messageFile on the node; empty when the container has none
 */
public record PodMounts(List<MountSpec> mounts, String messageFile) {}
