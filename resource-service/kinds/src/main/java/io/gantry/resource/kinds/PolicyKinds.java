package io.gantry.resource.kinds;

import io.gantry.apimodel.GroupResource;
import io.gantry.resource.kinds.apiregistration.apiservice.ApiServiceStrategy;
import io.gantry.resource.kinds.autoscaling.horizontalpodautoscaler.HorizontalPodAutoscalerColumns;
import io.gantry.resource.kinds.autoscaling.horizontalpodautoscaler.HorizontalPodAutoscalerConverter;
import io.gantry.resource.kinds.autoscaling.horizontalpodautoscaler.HorizontalPodAutoscalerStrategy;
import io.gantry.resource.kinds.base.Cells;
import io.gantry.resource.kinds.base.KindParts;
import io.gantry.resource.kinds.base.KindPorts;
import io.gantry.resource.kinds.certificates.certificatesigningrequest.CertificateApproval;
import io.gantry.resource.kinds.certificates.certificatesigningrequest.CertificateSigningRequestColumns;
import io.gantry.resource.kinds.certificates.certificatesigningrequest.CertificateSigningRequestStrategy;
import io.gantry.resource.kinds.columns.SmallColumns;
import io.gantry.resource.kinds.coordination.lease.LeaseStrategy;
import io.gantry.resource.kinds.core.event.EventColumns;
import io.gantry.resource.kinds.core.event.EventConverter;
import io.gantry.resource.kinds.core.event.EventStrategy;
import io.gantry.resource.kinds.flowcontrol.FlowControlColumns;
import io.gantry.resource.kinds.flowcontrol.flowschema.FlowSchemaStrategy;
import io.gantry.resource.kinds.flowcontrol.prioritylevelconfiguration.PriorityLevelConfigurationStrategy;
import io.gantry.resource.kinds.node.runtimeclass.RuntimeClassStrategy;
import io.gantry.resource.kinds.policy.poddisruptionbudget.PodDisruptionBudgetStrategy;
import io.gantry.resource.kinds.scheduling.priorityclass.PriorityClassStrategy;
import io.gantry.resource.machinery.KindStrategy;
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
    put(kinds, "coordination.k8s.io", "leases", new LeaseStrategy(), SmallColumns::lease);
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
        new ApiServiceStrategy(),
        SmallColumns::apiService);
    kinds.put(
        new GroupResource("events.k8s.io", "events"),
        KindParts.of(EventStrategy.ofEventsGroup(), new EventColumns())
            .converting(new EventConverter()));
    kinds.put(
        new GroupResource("autoscaling", "horizontalpodautoscalers"),
        KindParts.of(new HorizontalPodAutoscalerStrategy(), new HorizontalPodAutoscalerColumns())
            .converting(new HorizontalPodAutoscalerConverter()));
    kinds.put(
        new GroupResource("certificates.k8s.io", "certificatesigningrequests"),
        KindParts.of(
                new CertificateSigningRequestStrategy(), new CertificateSigningRequestColumns())
            .with("approval", new CertificateApproval()));
    put(
        kinds,
        "flowcontrol.apiserver.k8s.io",
        "flowschemas",
        new FlowSchemaStrategy(),
        FlowControlColumns::flowSchema);
    put(
        kinds,
        "flowcontrol.apiserver.k8s.io",
        "prioritylevelconfigurations",
        new PriorityLevelConfigurationStrategy(),
        FlowControlColumns::priorityLevel);
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
