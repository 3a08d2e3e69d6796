package io.gantry.resource.kinds;

import io.gantry.apimodel.GroupResource;
import io.gantry.resource.kinds.admissionregistration.AdmissionRegistrationColumns;
import io.gantry.resource.kinds.admissionregistration.ValidatingAdmissionPolicyBindingStrategy;
import io.gantry.resource.kinds.admissionregistration.ValidatingAdmissionPolicyStrategy;
import io.gantry.resource.kinds.admissionregistration.WebhookConfigurationStrategy;
import io.gantry.resource.kinds.base.Cells;
import io.gantry.resource.kinds.base.KindParts;
import io.gantry.resource.machinery.KindStrategy;
import java.util.List;
import java.util.Map;

/** The kinds of admissionregistration.k8s.io. */
public final class AdmissionRegistrationKinds {
  private static final String GROUP = "admissionregistration.k8s.io";

  private AdmissionRegistrationKinds() {}

  public static void addTo(Map<GroupResource, KindParts> kinds) {
    for (String hooks :
        List.of("mutatingwebhookconfigurations", "validatingwebhookconfigurations")) {
      put(kinds, hooks, new WebhookConfigurationStrategy(), AdmissionRegistrationColumns::webhooks);
    }
    put(
        kinds,
        "validatingadmissionpolicies",
        new ValidatingAdmissionPolicyStrategy(),
        AdmissionRegistrationColumns::policy);
    put(
        kinds,
        "validatingadmissionpolicybindings",
        new ValidatingAdmissionPolicyBindingStrategy(),
        AdmissionRegistrationColumns::binding);
  }

  private static void put(
      Map<GroupResource, KindParts> kinds, String resource, KindStrategy strategy, Cells cells) {
    kinds.put(new GroupResource(GROUP, resource), KindParts.of(strategy, cells));
  }
}
