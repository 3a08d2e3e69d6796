package io.gantry.resource.kinds;

import io.gantry.resource.kinds.scheduling.priorityclass.PriorityClassStrategy;
import io.gantry.resource.kinds.node.runtimeclass.RuntimeClassStrategy;
import io.gantry.resource.kinds.coordination.lease.LeaseStrategy;
import io.gantry.resource.kinds.policy.poddisruptionbudget.PodDisruptionBudgetStrategy;
import io.gantry.apimodel.GroupResource;
import io.gantry.resource.kinds.admissionregistration.AdmissionRegistrationColumns;
import io.gantry.resource.kinds.autoscaling.horizontalpodautoscaler.HorizontalPodAutoscalerColumns;
import io.gantry.resource.kinds.certificates.certificatesigningrequest.CertificateApproval;
import io.gantry.resource.kinds.certificates.certificatesigningrequest.CertificateSigningRequestColumns;
import io.gantry.resource.kinds.columns.SmallColumns;
import io.gantry.resource.kinds.core.event.EventColumns;
import io.gantry.resource.kinds.core.event.EventStrategy;
import io.gantry.resource.kinds.flowcontrol.FlowControlColumns;
import io.gantry.resource.machinery.KindStrategy;
import java.util.List;
import java.util.Map;

/** The kinds of the smaller groups: policy, access, admission, flow control and so on. */
final class PolicyKinds {
  private PolicyKinds() {}

  static void addTo(Map<GroupResource, KindParts> kinds, KindPorts ports) {
    put(
        kinds,
        "policy",
        "poddisruptionbudgets",
        new PodDisruptionBudgetStrategy(),
        SmallColumns::podDisruptionBudget);
    put(
        kinds,
        "coordination.k8s.io",
        "leases",
        new LeaseStrategy(),
        SmallColumns::lease);
    put(
        kinds,
        "node.k8s.io",
        "runtimeclasses",
        new RuntimeClassStrategy(),
        SmallColumns::runtimeClass);
    put(
        kinds,
        "scheduling.k8s.io",
        "priorityclasses",
        new PriorityClassStrategy(),
        SmallColumns::priorityClass);
    put(
        kinds,
        "apiregistration.k8s.io",
        "apiservices",
        new ObjectStrategy(true, false),
        SmallColumns::apiService);
    put(kinds, "events.k8s.io", "events", new EventStrategy(), new EventColumns());
    put(
        kinds,
        "autoscaling",
        "horizontalpodautoscalers",
        new ObjectStrategy(true, false),
        new HorizontalPodAutoscalerColumns());
    kinds.put(
        new GroupResource("certificates.k8s.io", "certificatesigningrequests"),
        KindParts.of(new ObjectStrategy(true, false), new CertificateSigningRequestColumns())
            .with("approval", new CertificateApproval()));
    put(
        kinds,
        "flowcontrol.apiserver.k8s.io",
        "flowschemas",
        new ObjectStrategy(true, true),
        FlowControlColumns::flowSchema);
    put(
        kinds,
        "flowcontrol.apiserver.k8s.io",
        "prioritylevelconfigurations",
        new ObjectStrategy(true, true),
        FlowControlColumns::priorityLevel);
    String admission = "admissionregistration.k8s.io";
    for (String hooks :
        List.of("mutatingwebhookconfigurations", "validatingwebhookconfigurations")) {
      put(
          kinds,
          admission,
          hooks,
          new ObjectStrategy(false, true),
          AdmissionRegistrationColumns::webhooks);
    }
    put(
        kinds,
        admission,
        "validatingadmissionpolicies",
        new ObjectStrategy(true, true),
        AdmissionRegistrationColumns::policy);
    put(
        kinds,
        admission,
        "validatingadmissionpolicybindings",
        new ObjectStrategy(false, true),
        AdmissionRegistrationColumns::binding);
  }

  private static void put(
      Map<GroupResource, KindParts> kinds,
      String group,
      String resource,
      KindStrategy strategy,
      Cells cells) {
    kinds.put(new GroupResource(group, resource), KindParts.of(strategy, cells));
  }
}
