package io.gantry.nodeagent.network;

import io.gantry.nodeagent.pod.PodAddress;
import io.gantry.nodeagent.runtime.ContainerRuntime;
import io.gantry.nodeagent.runtime.ObservedContainer;
import java.util.Collection;

/**
 * The engine's own bridge, where the agent may not touch the host's network or lacks the tools. The
 * engine picks the addresses; pods of other nodes cannot be reached.
 */
public final class DockerBridge implements PodNetwork {
  private final ContainerRuntime runtime;

  public DockerBridge(ContainerRuntime runtime) {
    this.runtime = runtime;
  }

  @Override
  public String mode() {
    return "bridge";
  }

  @Override
  public String notReady() {
    return "";
  }

  @Override
  public PodAddress reserve(String podUid) {
    return PodAddress.NONE;
  }

  @Override
  public PodAddress connect(ObservedContainer sandbox, PodAddress reserved) {
    return new PodAddress(runtime.address(sandbox.id()));
  }

  @Override
  public PodAddress reconnect(ObservedContainer sandbox) {
    return new PodAddress(runtime.address(sandbox.id()));
  }

  @Override
  public void release(String podUid) {
    // The engine frees it with the sandbox.
  }

  @Override
  public void adopt(Collection<ObservedContainer> sandboxes) {
    // The engine knows its own addresses.
  }
}
