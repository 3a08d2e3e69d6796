package io.gantry.nodeagent.pods;

import io.gantry.nodeagent.containers.NodeFacts;
import io.gantry.nodeagent.images.ImagePuller;
import io.gantry.nodeagent.pod.PodEvents;
import io.gantry.nodeagent.probes.ProbeControl;
import io.gantry.nodeagent.runtime.ContainerRuntime;
import io.gantry.nodeagent.status.PodStatusWriter;
import io.gantry.nodeagent.volumes.VolumeControl;
import java.time.InstantSource;

/** What pod workers work with. */
public record PodParts(
    PodTable table,
    ContainerRuntime runtime,
    SandboxControl sandboxes,
    ContainerStarter starter,
    ContainerStops stops,
    ProbeControl probes,
    VolumeControl volumes,
    ImagePuller images,
    PodStatusWriter statuses,
    TerminationMessages messages,
    NodeFacts facts,
    PodEvents events,
    InstantSource clock) {}
