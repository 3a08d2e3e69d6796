package io.gantry.cluster.endpointslice;

import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.cluster.control.Namespaces;
import io.gantry.cluster.endpoints.BackendPod;
import io.gantry.cluster.endpoints.ServiceView;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Outcome;
import io.gantry.controlruntime.Reconciler;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** Keeps the EndpointSlices of a Service. */
public final class EndpointSliceReconciler implements Reconciler<ObjectKey> {
  public static final GroupVersionResource SLICES = SliceControl.SLICES;
  private static final GroupVersionKind SERVICE = new GroupVersionKind("", "v1", "Service");
  private static final String HEADLESS = "service.kubernetes.io/headless";
  private static final String ZONE = "topology.kubernetes.io/zone";

  private final Informer<ServiceView> services;
  private final Informer<BackendPod> pods;
  private final Informer<ResourceObject> nodes;
  private final SliceControl control;

  /**
   * @param slices with the index {@code service}, see {@link #serviceOf}
   */
  public EndpointSliceReconciler(
      ApiClient api,
      Informer<ServiceView> services,
      Informer<BackendPod> pods,
      Informer<ResourceObject> slices,
      Informer<ResourceObject> nodes,
      InstantSource clock) {
    this.services = services;
    this.pods = pods;
    this.nodes = nodes;
    this.control = new SliceControl(api, slices, "endpointslice-controller.k8s.io", clock);
  }

  /** {@code namespace/name} of a slice's Service. */
  public static List<String> serviceOf(ResourceObject slice) {
    return SliceControl.serviceOf(slice);
  }

  @Override
  public Outcome reconcile(ObjectKey key) {
    Optional<ServiceView> known = services.get(key);
    if (known.isEmpty() || !known.get().selects()) {
      // slices of a Service that went are the garbage collector's
      if (known.isPresent()) {
        control.deleteAll(key.namespace(), key.name());
      }
      return Outcome.DONE;
    }
    ServiceView service = known.get();
    List<BackendPod> backends =
        pods.inNamespace(key.namespace()).stream().filter(service::matches).toList();
    Map<String, ObjectNode> present = control.present(key.namespace(), key.name());
    SlicePlanner.Plan plan =
        SlicePlanner.plan(
            ServiceEndpoints.of(service, backends, this::zone),
            present,
            service.families().getFirst());
    Map<String, String> labels = new TreeMap<>(service.object().labels());
    labels.remove(HEADLESS);
    if (service.headless()) {
      labels.put(HEADLESS, "");
    }
    try {
      control.carryOut(plan, present, service.object(), SERVICE, labels);
    } catch (StatusException e) {
      if (!Namespaces.ending(e)) {
        throw e;
      }
    }
    return Outcome.DONE;
  }

  private String zone(String node) {
    return nodes.get("", node).map(n -> n.labels().getOrDefault(ZONE, "")).orElse("");
  }
}
