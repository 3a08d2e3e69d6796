package io.gantry.resource.kinds.core.event;

import io.gantry.resource.kinds.base.KindParts;

/** An Event's parts. */
public final class EventKind {
  private EventKind() {}

  public static KindParts parts() {
    return KindParts.of(new EventStrategy(), new EventColumns());
  }
}
