package io.gantry.apischema.defaults;

import io.gantry.apimodel.GroupVersionKind;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/**
 * Finds the defaults of a kind. Each function expects a checked object, fills in what Kubernetes
 * 1.32's defaulting and its conversions between old and new fields fill in, and changes nothing
 * when applied again.
 */
public final class Defaults {
  private static final Map<String, Consumer<ObjectNode>> BY_KIND =
      Map.ofEntries(
          Map.entry("v1 Pod", PodDefaults::pod),
          Map.entry("v1 PodTemplate", PodDefaults::template),
          Map.entry("v1 ReplicationController", CoreDefaults::replicationController),
          Map.entry("v1 Service", ServiceDefaults::service),
          Map.entry("v1 Secret", CoreDefaults::secret),
          Map.entry("v1 Namespace", CoreDefaults::namespace),
          Map.entry("v1 Node", CoreDefaults::node),
          Map.entry("v1 Endpoints", CoreDefaults::endpoints),
          Map.entry("v1 LimitRange", CoreDefaults::limitRange),
          Map.entry("v1 ResourceQuota", CoreDefaults::resourceQuota),
          Map.entry("v1 PersistentVolume", VolumeDefaults::persistentVolume),
          Map.entry("v1 PersistentVolumeClaim", VolumeDefaults::claim),
          Map.entry("apps/v1 Deployment", AppsDefaults::deployment),
          Map.entry("apps/v1 ReplicaSet", AppsDefaults::replicaSet),
          Map.entry("apps/v1 DaemonSet", AppsDefaults::daemonSet),
          Map.entry("apps/v1 StatefulSet", AppsDefaults::statefulSet),
          Map.entry("batch/v1 Job", BatchDefaults::job),
          Map.entry("batch/v1 CronJob", BatchDefaults::cronJob),
          Map.entry("autoscaling/v1 HorizontalPodAutoscaler", AutoscalingDefaults::v1),
          Map.entry("autoscaling/v2 HorizontalPodAutoscaler", AutoscalingDefaults::v2),
          Map.entry("networking.k8s.io/v1 NetworkPolicy", PolicyDefaults::networkPolicy),
          Map.entry("networking.k8s.io/v1 IngressClass", PolicyDefaults::ingressClass),
          Map.entry("rbac.authorization.k8s.io/v1 RoleBinding", PolicyDefaults::roleBinding),
          Map.entry("rbac.authorization.k8s.io/v1 ClusterRoleBinding", PolicyDefaults::roleBinding),
          Map.entry("storage.k8s.io/v1 StorageClass", PolicyDefaults::storageClass),
          Map.entry("storage.k8s.io/v1 CSIDriver", PolicyDefaults::csiDriver),
          Map.entry("scheduling.k8s.io/v1 PriorityClass", PolicyDefaults::priorityClass),
          Map.entry("node.k8s.io/v1 RuntimeClass", PolicyDefaults::runtimeClass),
          Map.entry("discovery.k8s.io/v1 EndpointSlice", PolicyDefaults::endpointSlice),
          Map.entry("authentication.k8s.io/v1 TokenRequest", PolicyDefaults::tokenRequest),
          Map.entry(
              "admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration",
              ExtensionDefaults::validatingWebhooks),
          Map.entry(
              "admissionregistration.k8s.io/v1 MutatingWebhookConfiguration",
              ExtensionDefaults::mutatingWebhooks),
          Map.entry(
              "admissionregistration.k8s.io/v1 ValidatingAdmissionPolicy",
              ExtensionDefaults::admissionPolicy),
          Map.entry(
              "admissionregistration.k8s.io/v1 ValidatingAdmissionPolicyBinding",
              ExtensionDefaults::admissionPolicyBinding),
          Map.entry(
              "apiextensions.k8s.io/v1 CustomResourceDefinition",
              ExtensionDefaults::customResource),
          Map.entry("apiregistration.k8s.io/v1 APIService", ExtensionDefaults::apiService),
          Map.entry("flowcontrol.apiserver.k8s.io/v1 FlowSchema", ExtensionDefaults::flowSchema),
          Map.entry(
              "flowcontrol.apiserver.k8s.io/v1 PriorityLevelConfiguration",
              ExtensionDefaults::priorityLevel));

  private Defaults() {}

  /** The kind's function; one that does nothing where the kind has no defaults. */
  public static Consumer<ObjectNode> of(GroupVersionKind gvk) {
    Consumer<ObjectNode> own = BY_KIND.get(gvk.apiVersion() + " " + gvk.kind());
    if (own != null) {
      return own;
    }
    String item =
        gvk.kind().endsWith("List") ? gvk.kind().substring(0, gvk.kind().length() - 4) : "";
    Consumer<ObjectNode> items = BY_KIND.get(gvk.apiVersion() + " " + item);
    return items == null ? object -> {} : list -> Fill.each(list, List.of("items"), items);
  }
}
