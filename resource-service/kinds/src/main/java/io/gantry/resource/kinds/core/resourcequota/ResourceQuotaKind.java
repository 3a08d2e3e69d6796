package io.gantry.resource.kinds.core.resourcequota;

import io.gantry.resource.kinds.base.KindParts;

/** The parts of a ResourceQuota. */
public final class ResourceQuotaKind {
  private ResourceQuotaKind() {}

  public static KindParts parts() {
    return KindParts.of(new ResourceQuotaStrategy(), new ResourceQuotaColumns());
  }
}
