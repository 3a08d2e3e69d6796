package io.gantry.cluster.endpointslice;

import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.cluster.control.Namespaces;
import io.gantry.cluster.endpoints.ServiceView;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Outcome;
import io.gantry.controlruntime.Reconciler;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Copies hand-made Endpoints of a Service without selector into EndpointSlices, which is where
 * proxies look. Keyed by the Service.
 */
public final class MirroringReconciler implements Reconciler<ObjectKey> {
  private static final GroupVersionKind ENDPOINTS = new GroupVersionKind("", "v1", "Endpoints");
  private static final String SKIP = "endpointslice.kubernetes.io/skip-mirror";
  private static final String LEADER = "control-plane.alpha.kubernetes.io/leader";

  private final Informer<ServiceView> services;
  private final Informer<ResourceObject> endpoints;
  private final SliceControl control;

  /**
   * @param slices with the index {@code service}
   */
  public MirroringReconciler(
      ApiClient api,
      Informer<ServiceView> services,
      Informer<ResourceObject> endpoints,
      Informer<ResourceObject> slices,
      InstantSource clock) {
    this.services = services;
    this.endpoints = endpoints;
    this.control = new SliceControl(api, slices, "endpointslicemirroring-controller.k8s.io", clock);
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    Optional<ServiceView> service = services.get(key);
    Optional<ResourceObject> source = endpoints.get(key.namespace(), key.name());
    List<SlicePlanner.Group> groups =
        service.isPresent() && service.get().selector() == null && source.isPresent()
            ? groups(source.get())
            : List.of();
    if (groups.isEmpty()) {
      control.deleteAll(key.namespace(), key.name());
      return Outcome.DONE;
    }
    Map<String, ObjectNode> present = control.present(key.namespace(), key.name());
    SlicePlanner.Plan plan = SlicePlanner.plan(groups, present, groups.getFirst().addressType());
    try {
      control.carryOut(
          plan, present, source.get(), ENDPOINTS, new TreeMap<>(source.get().labels()));
    } catch (StatusException e) {
      if (!Namespaces.ending(e)) {
        throw e;
      }
    }
    return Outcome.DONE;
  }

  private static List<SlicePlanner.Group> groups(ResourceObject source) {
    ObjectNode tree = source.tree();
    if ("true".equals(source.labels().get(SKIP))
        || Json.has(tree, "metadata", "annotations", LEADER)) {
      return List.of();
    }
    Map<String, SlicePlanner.Group> groups = new LinkedHashMap<>();
    for (JsonNode subset : Json.items(tree, "subsets")) {
      ArrayNode ports = Json.array();
      for (JsonNode port : Json.items(subset, "ports")) {
        ports.add(((ObjectNode) port.deepCopy()).put("name", Json.text(port, "name")));
      }
      add(subset, "addresses", true, ports, groups);
      add(subset, "notReadyAddresses", false, ports, groups);
    }
    return new ArrayList<>(groups.values());
  }

  private static void add(
      JsonNode subset,
      String field,
      boolean ready,
      ArrayNode ports,
      Map<String, SlicePlanner.Group> groups) {
    for (JsonNode address : Json.items(subset, field)) {
      String ip = Json.text(address, "ip");
      String type = ip.contains(":") ? "IPv6" : "IPv4";
      ObjectNode endpoint = Json.object();
      endpoint.putArray("addresses").add(ip);
      endpoint.putObject("conditions").put("ready", ready);
      for (String copied : List.of("hostname", "nodeName", "targetRef")) {
        JsonNode value = Json.at(address, copied);
        if (value != null) {
          endpoint.set(copied, value.deepCopy());
        }
      }
      groups
          .computeIfAbsent(
              type + ports, key -> new SlicePlanner.Group(type, ports, new LinkedHashMap<>()))
          .endpoints()
          .put(SlicePlanner.identity(endpoint), endpoint);
    }
  }
}
