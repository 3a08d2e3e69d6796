package io.gantry.cluster.resourcequota;

import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ListOptions;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.Quantity;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.cluster.control.PodFields;
import io.gantry.cluster.control.ResourceCatalog;
import io.gantry.cluster.control.ServedResource;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.Outcome;
import io.gantry.controlruntime.Reconciler;
import io.gantry.controlruntime.Resources;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Counts afresh what a quota limits and writes it into its status. Admission counts up as objects
 * are made; this puts right what it missed, and counts down.
 */
public final class QuotaReconciler implements Reconciler<ObjectKey> {
  public static final GroupVersionResource QUOTAS = GroupVersionResource.core("resourcequotas");
  private static final Duration PERIOD = Duration.ofMinutes(5);

  /** Core resources that quotas name without {@code count/}. */
  private static final Set<String> PLAIN =
      Set.of(
          "configmaps",
          "secrets",
          "services",
          "replicationcontrollers",
          "resourcequotas",
          "persistentvolumeclaims");

  private final ApiClient api;
  private final ResourceCatalog catalog;

  public QuotaReconciler(ApiClient api, ResourceCatalog catalog) {
    this.api = api;
    this.catalog = catalog;
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    ResourceObject quota;
    try {
      quota =
          api.list(QUOTAS, key.namespace(), ListOptions.ALL).items().stream()
              .filter(found -> found.name().equals(key.name()))
              .findFirst()
              .orElse(null);
      if (quota == null || quota.deleting()) {
        return Outcome.DONE;
      }
      write(quota);
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
    return Outcome.requeueAfter(PERIOD);
  }

  private void write(ResourceObject quota) {
    ObjectNode tree = quota.tree();
    JsonNode hard = Json.at(tree, "spec", "hard");
    ObjectNode status = Json.object();
    ObjectNode used = Json.object();
    if (hard != null) {
      status.set("hard", hard.deepCopy());
      Map<String, Quantity> usage = new TreeMap<>();
      if (hard.propertyNames().stream().anyMatch(QuotaReconciler::isAboutPods)) {
        pods(quota.namespace(), tree.path("spec"), usage);
      }
      for (String name : hard.propertyNames()) {
        Quantity counted =
            isAboutPods(name)
                ? usage.getOrDefault(name, Quantity.ZERO)
                : count(name, quota.namespace());
        if (counted != null) {
          used.put(name, counted.toString());
        }
      }
    }
    status.set("used", used);
    if (!same(Json.at(tree, "status"), status)) {
      tree.set("status", status);
      api.update(QUOTAS, quota.namespace(), "status", tree);
    }
  }

  private static boolean same(JsonNode present, ObjectNode wanted) {
    return Json.map(present, "hard").equals(Json.map(wanted, "hard"))
        && Json.map(present, "used").equals(Json.map(wanted, "used"));
  }

  private static boolean isAboutPods(String name) {
    return Set.of("pods", "count/pods", "cpu", "memory", "ephemeral-storage").contains(name)
        || name.startsWith("limits.")
        || name.startsWith("hugepages-")
        || (name.startsWith("requests.") && !name.equals("requests.storage"));
  }

  private void pods(String namespace, JsonNode spec, Map<String, Quantity> usage) {
    for (ResourceObject pod : api.list(Resources.PODS, namespace, ListOptions.ALL).items()) {
      if (PodFields.terminal(pod)) {
        // what has ended uses nothing, but it is still an object
        usage.merge("count/pods", Quantity.of(1), Quantity::plus);
        continue;
      }
      ObjectNode tree = pod.tree();
      if (QuotaScope.covers(spec, tree)) {
        PodUsage.add(usage, PodUsage.of(tree));
      }
    }
  }

  /** Null for what nobody can count. */
  private Quantity count(String name, String namespace) {
    if (PLAIN.contains(name)) {
      return number(GroupVersionResource.core(name), namespace);
    }
    if (name.equals("requests.storage")) {
      Quantity sum = Quantity.ZERO;
      for (ResourceObject claim :
          api.list(Resources.PERSISTENT_VOLUME_CLAIMS, namespace, ListOptions.ALL).items()) {
        String asked = Json.text(claim.tree(), "spec", "resources", "requests", "storage");
        sum = asked.isEmpty() ? sum : sum.plus(Quantity.parse(asked));
      }
      return sum;
    }
    if (name.equals("services.nodeports") || name.equals("services.loadbalancers")) {
      return services(namespace, name.equals("services.nodeports"));
    }
    if (name.startsWith("count/")) {
      String wanted = name.substring("count/".length());
      for (ServedResource resource : catalog.resources()) {
        if (resource.namespaced()
            && resource.resource().groupResource().toString().equals(wanted)) {
          return number(resource.resource(), namespace);
        }
      }
    }
    return null;
  }

  private Quantity number(GroupVersionResource resource, String namespace) {
    return Quantity.of(api.list(resource, namespace, ListOptions.ALL).items().size());
  }

  private Quantity services(String namespace, boolean nodePorts) {
    long count = 0;
    List<ResourceObject> services =
        api.list(Resources.SERVICES, namespace, ListOptions.ALL).items();
    for (ResourceObject service : services) {
      ObjectNode tree = service.tree();
      String type = Json.text(tree, "spec", "type");
      if (!nodePorts) {
        count += type.equals("LoadBalancer") ? 1 : 0;
      } else if (type.equals("NodePort") || type.equals("LoadBalancer")) {
        count +=
            Json.items(tree, "spec", "ports").stream()
                .filter(port -> type.equals("NodePort") || Json.has(port, "nodePort"))
                .count();
      }
    }
    return Quantity.of(count);
  }
}
