package io.gantry.resource.kinds.admission.resourcequota;

import io.gantry.resource.machinery.AdmissionPlugin;

/** The place of quotas: last in the chain, so that it sees what the others made of the object. */
public final class ResourceQuotaPlugin implements AdmissionPlugin {
  @Override
  public String name() {
    return "ResourceQuota";
  }
}
