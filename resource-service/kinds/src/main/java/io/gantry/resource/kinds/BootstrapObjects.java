package io.gantry.resource.kinds;

import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.kinds.allocators.AddressRange;
import io.gantry.resource.machinery.validation.FieldRules;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a cluster is born with, and what is put right at every start: roles and bindings, priority
 * classes, namespaces, flow control, the service {@code kubernetes}.
 */
public final class BootstrapObjects {
  private static final String AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate";

  /** In this order: namespaces first, as others live in them. */
  private static final List<GroupVersionResource> ORDER =
      List.of(
          new GroupVersionResource("", "v1", "namespaces"),
          new GroupVersionResource("rbac.authorization.k8s.io", "v1", "clusterroles"),
          new GroupVersionResource("rbac.authorization.k8s.io", "v1", "clusterrolebindings"),
          new GroupVersionResource("rbac.authorization.k8s.io", "v1", "roles"),
          new GroupVersionResource("rbac.authorization.k8s.io", "v1", "rolebindings"),
          new GroupVersionResource("scheduling.k8s.io", "v1", "priorityclasses"),
          new GroupVersionResource(
              "flowcontrol.apiserver.k8s.io", "v1", "prioritylevelconfigurations"),
          new GroupVersionResource("flowcontrol.apiserver.k8s.io", "v1", "flowschemas"),
          new GroupVersionResource("", "v1", "configmaps"),
          new GroupVersionResource("", "v1", "services"),
          new GroupVersionResource("", "v1", "endpoints"),
          new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices"));

  private static final Map<String, String> KINDS =
      Map.ofEntries(
          Map.entry("namespaces", "Namespace"),
          Map.entry("clusterroles", "ClusterRole"),
          Map.entry("clusterrolebindings", "ClusterRoleBinding"),
          Map.entry("roles", "Role"),
          Map.entry("rolebindings", "RoleBinding"),
          Map.entry("priorityclasses", "PriorityClass"),
          Map.entry("prioritylevelconfigurations", "PriorityLevelConfiguration"),
          Map.entry("flowschemas", "FlowSchema"),
          Map.entry("configmaps", "ConfigMap"),
          Map.entry("services", "Service"),
          Map.entry("endpoints", "Endpoints"),
          Map.entry("endpointslices", "EndpointSlice"));

  private BootstrapObjects() {}

  /**
   * What differs from cluster to cluster.
   *
   * @param clientCa certificate (PEM) that client certificates are checked with
   * @param frontProxyCa certificate (PEM) that front proxies' certificates are checked with
   * @param apiServerAddress an IP where the API is served; the one endpoint of {@code kubernetes}
   * @param apiServerPort the port there
   */
  public record Cluster(
      String clientCa,
      String frontProxyCa,
      String apiServerAddress,
      int apiServerPort,
      Instant now) {}

  /** One object to be there. */
  public record Wanted(GroupVersionResource resource, String namespace, ObjectNode object) {}

  /** All of them, in the order in which to create them. */
  public static List<Wanted> of(Cluster cluster) {
    JsonNode all = DataFile.read("bootstrap.json");
    List<Wanted> wanted = new ArrayList<>();
    for (GroupVersionResource resource : ORDER) {
      for (JsonNode node : Json.items(all, resource.resource())) {
        ObjectNode object = Json.object();
        object.put("apiVersion", resource.groupVersion().apiVersion());
        object.put("kind", KINDS.get(resource.resource()));
        object.setAll((ObjectNode) node);
        fill(object, cluster);
        wanted.add(new Wanted(resource, Json.text(object, "metadata", "namespace"), object));
      }
    }
    return wanted;
  }

  private static void fill(ObjectNode object, Cluster cluster) {
    String name = Json.text(object, "metadata", "name");
    switch (Json.text(object, "kind") + "/" + name) {
      case "Service/kubernetes" -> {
        AddressRange range = AddressRange.of(CoreKinds.SERVICE_RANGE);
        ObjectNode spec = Json.ensureObject(object, "spec");
        spec.put("clusterIP", range.at(0)).putArray("clusterIPs").add(range.at(0));
        ((ObjectNode) spec.get("ports").get(0)).put("targetPort", cluster.apiServerPort());
      }
      case "EndpointSlice/kubernetes" -> {
        ObjectNode endpoint = (ObjectNode) object.get("endpoints").get(0);
        endpoint.putArray("addresses").add(cluster.apiServerAddress());
        ((ObjectNode) object.get("ports").get(0)).put("port", cluster.apiServerPort());
      }
      case "Endpoints/kubernetes" -> {
        ObjectNode subset = (ObjectNode) object.get("subsets").get(0);
        ((ObjectNode) subset.get("addresses").get(0)).put("ip", cluster.apiServerAddress());
        ((ObjectNode) subset.get("ports").get(0)).put("port", cluster.apiServerPort());
      }
      case "ConfigMap/extension-apiserver-authentication" -> {
        ObjectNode data = Json.ensureObject(object, "data");
        data.put("client-ca-file", cluster.clientCa());
        data.put("requestheader-client-ca-file", cluster.frontProxyCa());
      }
      case "ConfigMap/kube-apiserver-legacy-service-account-token-tracking" ->
          Json.ensureObject(object, "data").put("since", cluster.now().toString().substring(0, 10));
      case "ConfigMap/kube-root-ca.crt" ->
          Json.ensureObject(object, "data").put("ca.crt", cluster.clientCa());
      default -> {}
    }
  }

  /**
   * Whether an object that is there already is to be put right: roles and bindings that say so, and
   * where the API is found.
   */
  public static boolean isUpdated(Wanted wanted, ResourceObject existing) {
    ObjectNode now = existing.tree();
    return switch (wanted.resource().resource()) {
      case "clusterroles", "roles" ->
          autoUpdates(now)
              && !Json.has(wanted.object(), "aggregationRule")
              && !FieldRules.same(now.get("rules"), wanted.object().get("rules"));
      case "clusterrolebindings", "rolebindings" ->
          autoUpdates(now)
              && !FieldRules.same(now.get("subjects"), wanted.object().get("subjects"));
      case "endpointslices" ->
          !FieldRules.same(now.get("endpoints"), wanted.object().get("endpoints"))
              || !FieldRules.same(now.get("ports"), wanted.object().get("ports"));
      case "endpoints" -> !FieldRules.same(now.get("subsets"), wanted.object().get("subsets"));
      case "configmaps" ->
          !wanted.object().path("metadata").path("name").asString().contains("tracking")
              && !FieldRules.same(now.get("data"), wanted.object().get("data"));
      default -> false;
    };
  }

  private static boolean autoUpdates(ObjectNode object) {
    return Json.text(object, "metadata", "annotations", AUTO_UPDATE).equals("true");
  }
}
