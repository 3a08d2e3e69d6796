package io.gantry.scheduler.framework;

import java.util.Set;

/** What a rule finds out once per pod, before it looks at nodes (the PreFilter extension point). */
public sealed interface Preparation {
  /** The rule has nothing to say of this pod. */
  record Skip() implements Preparation {}

  /** No node at all can take the pod. */
  record Reject(String reason) implements Preparation {}

  /**
   * Nodes are to be asked one by one.
   *
   * @param onlyNodes the names among which alone a node can fit; null for any
   */
  record Check(NodeFilter filter, Set<String> onlyNodes) implements Preparation {}

  Preparation SKIP = new Skip();

  static Preparation check(NodeFilter filter) {
    return new Check(filter, null);
  }
}
