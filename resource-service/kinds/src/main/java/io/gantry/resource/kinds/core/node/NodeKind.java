package io.gantry.resource.kinds.core.node;

import io.gantry.resource.kinds.base.KindParts;

/** A Node's parts. */
public final class NodeKind {
  private NodeKind() {}

  public static KindParts parts(NodeConnections connections) {
    return KindParts.of(new NodeStrategy(), new NodeColumns())
        .with("proxy", new NodeProxy(connections));
  }
}
