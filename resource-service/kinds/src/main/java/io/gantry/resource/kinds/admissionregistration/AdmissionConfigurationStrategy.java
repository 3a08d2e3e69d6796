package io.gantry.resource.kinds.admissionregistration;

import io.gantry.resource.kinds.base.ObjectStrategy;

/** What the kinds that configure admission have in common. */
abstract class AdmissionConfigurationStrategy extends ObjectStrategy {
  AdmissionConfigurationStrategy(boolean hasStatus) {
    super(hasStatus, true);
  }

  /** A change is looked at as a new object would be, and as nothing else. */
  @Override
  protected MetadataChecks metadataChecks() {
    return new MetadataChecks(1, 0);
  }

  @Override
  public boolean knowsFinalizers() {
    return false;
  }

  @Override
  public boolean unconditionalUpdate() {
    return false;
  }
}
