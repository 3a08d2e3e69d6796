package io.gantry.nodeagent.network;

import io.gantry.nodeagent.pod.PodAddress;
import io.gantry.nodeagent.runtime.ObservedContainer;
import java.util.Collection;

/** Gives sandboxes a network. Pods on the host's network never come here. */
public interface PodNetwork {
  /** The Docker network mode sandboxes are made with. */
  String mode();

  /** Whether pods can be given a network now; empty, or the reason why not. */
  String notReady();

  /** Takes an address for a sandbox that is about to be made; empty when the engine gives one. */
  PodAddress reserve(String podUid);

  /** Connects a sandbox that runs; returns the address the pod is reached at. */
  PodAddress connect(ObservedContainer sandbox, PodAddress reserved);

  /** The address of a running sandbox; mends its connection where it was never finished. */
  PodAddress reconnect(ObservedContainer sandbox);

  /** Frees the address of a pod that is gone. The link went with the sandbox. */
  void release(String podUid);

  /** After the agent's start: these sandboxes have their addresses already. */
  void adopt(Collection<ObservedContainer> sandboxes);
}
