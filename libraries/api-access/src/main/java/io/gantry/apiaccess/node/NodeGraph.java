package io.gantry.apiaccess.node;

import io.gantry.apimodel.GroupResource;

/** What hangs together with a node: its pods, and what they refer to. Answers from memory. */
public interface NodeGraph {
  /**
   * Whether an object belongs to a node: a pod that is bound to it; a ServiceAccount, secret,
   * config map, claim or volume that such a pod uses; a volume attachment of the node.
   *
   * @param namespace empty for cluster-scoped objects
   */
  boolean related(String nodeName, GroupResource resource, String namespace, String name);
}
