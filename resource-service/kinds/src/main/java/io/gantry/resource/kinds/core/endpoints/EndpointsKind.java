package io.gantry.resource.kinds.core.endpoints;

import io.gantry.resource.kinds.base.KindParts;

/** The parts of Endpoints. */
public final class EndpointsKind {
  private EndpointsKind() {}

  public static KindParts parts() {
    return KindParts.of(new EndpointsStrategy(), new EndpointsColumns());
  }
}
