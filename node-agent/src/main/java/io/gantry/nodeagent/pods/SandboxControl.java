package io.gantry.nodeagent.pods;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.containers.ContainerSpecPlanner;
import io.gantry.nodeagent.containers.HostsFile;
import io.gantry.nodeagent.containers.NodeFacts;
import io.gantry.nodeagent.containers.ResolvConf;
import io.gantry.nodeagent.network.PodNetwork;
import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.pod.PodAddress;
import io.gantry.nodeagent.pod.PodView;
import io.gantry.nodeagent.runtime.ContainerRuntime;
import io.gantry.nodeagent.runtime.ContainerSpec;
import io.gantry.nodeagent.runtime.ObservedContainer;
import io.gantry.nodeagent.runtime.RuntimeRefusedException;
import io.gantry.nodeagent.runtime.StartFailedException;
import io.gantry.nodeagent.volumes.PodFiles;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Makes and ends sandboxes: the container that holds a pod's namespaces, and its network. */
public final class SandboxControl {
  private final ContainerRuntime runtime;
  private final PodNetwork network;
  private final PodFiles files;
  private final CgroupParents cgroups;
  private final NodeFacts facts;

  public SandboxControl(
      ContainerRuntime runtime,
      PodNetwork network,
      PodFiles files,
      CgroupParents cgroups,
      NodeFacts facts) {
    this.runtime = runtime;
    this.network = network;
    this.files = files;
    this.cgroups = cgroups;
    this.facts = facts;
  }

  /** A sandbox that runs and is connected. */
  record Made(String id, PodAddress address) {}

  /** Makes, starts and connects. */
  Made create(PodView pod, int attempt) {
    if (!pod.hostNetwork() && !network.notReady().isEmpty()) {
      throw new IllegalStateException("network is not ready: " + network.notReady());
    }
    PodAddress reserved = pod.hostNetwork() ? PodAddress.NONE : network.reserve(pod.ref().uid());
    writeFiles(pod, reserved);
    ObservedContainer sandbox = started(pod, attempt, reserved);
    if (pod.hostNetwork()) {
      return new Made(sandbox.id(), PodAddress.NONE);
    }
    try {
      PodAddress address = network.connect(sandbox, reserved);
      if (!address.equals(reserved)) {
        writeFiles(pod, address);
      }
      return new Made(sandbox.id(), address);
    } catch (RuntimeException e) {
      runtime.remove(sandbox.id());
      throw e;
    }
  }

  private ObservedContainer started(PodView pod, int attempt, PodAddress address) {
    String parent = cgroups.parent(pod.ref().uid());
    String id = runtime.create(spec(pod, attempt, address, parent));
    try {
      runtime.start(id);
    } catch (StartFailedException e) {
      runtime.remove(id);
      if (parent.isEmpty()) {
        throw e;
      }
      // The machine may not let the engine make such a group: once without decides.
      id = runtime.create(spec(pod, attempt, address, ""));
      try {
        runtime.start(id);
      } catch (StartFailedException again) {
        runtime.remove(id);
        throw again;
      }
      cgroups.refused();
    }
    String made = id;
    return runtime
        .inspect(made)
        .orElseThrow(() -> new RuntimeRefusedException(404, "No such container: " + made));
  }

  private ContainerSpec spec(PodView pod, int attempt, PodAddress address, String parent) {
    return new ContainerSpecPlanner(pod, facts.node(), facts.negativeOomScores())
        .sandbox(
            attempt,
            runtime.sandboxImage(),
            pod.hostNetwork() ? "host" : network.mode(),
            address.ip(),
            parent,
            network.mode().equals("none") || pod.hostNetwork() ? List.of() : ports(pod));
  }

  private static List<ContainerSpec.PortMapping> ports(PodView pod) {
    List<ContainerSpec.PortMapping> ports = new ArrayList<>();
    for (ContainerView container : pod.allContainers()) {
      for (JsonNode port : Json.items(container.spec(), "ports")) {
        int host = Json.integer(port, 0, "hostPort");
        if (host > 0) {
          String protocol = Json.text(port, "protocol");
          ports.add(
              new ContainerSpec.PortMapping(
                  Json.integer(port, 0, "containerPort"),
                  host,
                  protocol.isEmpty() ? "TCP" : protocol,
                  Json.text(port, "hostIP")));
        }
      }
    }
    return ports;
  }

  private void writeFiles(PodView pod, PodAddress address) {
    String uid = pod.ref().uid();
    PodFiles.write(
        files.hosts(uid),
        HostsFile.content(pod, address, facts.clusterDomain(), facts.hostsFile()));
    PodFiles.write(
        files.resolvConf(uid),
        ResolvConf.of(pod, facts.clusterDns(), facts.clusterDomain(), facts.resolvConf())
            .content());
  }

  /** A sandbox found running, perhaps from before the agent's start: sees to its connection. */
  PodAddress adopt(PodView pod, ObservedContainer sandbox) {
    if (pod.hostNetwork()) {
      return PodAddress.NONE;
    }
    return network.reconnect(sandbox);
  }

  void remove(ObservedContainer sandbox) {
    runtime.remove(sandbox.id());
  }

  /** Nothing of the pod is left. */
  void release(String podUid) {
    network.release(podUid);
    cgroups.remove(podUid);
  }
}
