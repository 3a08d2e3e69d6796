package io.gantry.resource.kinds.core.serviceaccount;

import io.gantry.resource.kinds.base.ObjectStrategy;

/** Rules of a ServiceAccount: it has only metadata that could be wrong. */
public final class ServiceAccountStrategy extends ObjectStrategy {
  public ServiceAccountStrategy() {
    super(false, false, true);
  }

  @Override
  protected MetadataChecks metadataChecks() {
    return MetadataChecks.AS_BOTH;
  }
}
