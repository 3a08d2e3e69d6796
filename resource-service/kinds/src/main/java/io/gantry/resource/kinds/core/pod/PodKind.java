package io.gantry.resource.kinds.core.pod;

import io.gantry.resource.kinds.KindParts;
import io.gantry.resource.kinds.KindPorts;

/** A Pod's parts. */
public final class PodKind {
  private PodKind() {}

  public static KindParts parts(KindPorts ports) {
    return KindParts.of(new PodStrategy(), new PodColumns());
  }
}
