package io.gantry.resource.kinds.core.service;

import io.gantry.resource.kinds.KindParts;
import io.gantry.resource.kinds.ObjectReader;
import io.gantry.resource.kinds.allocators.AddressRange;

/** A Service's parts. */
public final class ServiceKind {
  private ServiceKind() {}

  public static KindParts parts(AddressRange clusterIps, ObjectReader objects) {
    return KindParts.of(new ServiceStrategy(clusterIps), new ServiceColumns())
        .with("proxy", new ServiceProxy(objects));
  }
}
