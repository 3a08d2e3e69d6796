package io.gantry.resource.kinds.core.service;

import io.gantry.resource.kinds.allocators.AddressRange;
import io.gantry.resource.kinds.base.KindParts;
import io.gantry.resource.kinds.base.ObjectReader;

/** A Service's parts. */
public final class ServiceKind {
  private ServiceKind() {}

  public static KindParts parts(AddressRange clusterIps, ObjectReader objects) {
    return KindParts.of(new ServiceStrategy(clusterIps), new ServiceColumns())
        .with("proxy", new ServiceProxy(objects));
  }
}
