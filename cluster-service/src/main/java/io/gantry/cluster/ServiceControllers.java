package io.gantry.cluster;

import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.cluster.endpoints.BackendPod;
import io.gantry.cluster.endpoints.EndpointsReconciler;
import io.gantry.cluster.endpoints.ServiceView;
import io.gantry.cluster.endpointslice.EndpointSliceReconciler;
import io.gantry.cluster.endpointslice.MirroringReconciler;
import io.gantry.controlruntime.ChangeHandler;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.WorkQueue;

/** The part of the wiring that is about the addresses behind Services. */
final class ServiceControllers {
  private final ClusterWiring.Parts parts;
  private final Informer<ServiceView> services;
  private final Informer<BackendPod> pods;

  ServiceControllers(ClusterWiring.Parts parts) {
    this.parts = parts;
    this.services = parts.informers().view(Resources.SERVICES, ServiceView::of);
    this.pods = parts.informers().view(Resources.PODS, BackendPod::of);
  }

  void endpoints() {
    String name = "endpoints-controller";
    Informer<ResourceObject> endpoints = parts.informers().of(Resources.ENDPOINTS);
    WorkQueue<ObjectKey> queue = fed(name);
    endpoints.handle(
        ChangeHandler.latest(
            changed ->
                services
                    .get(changed.namespace(), changed.name())
                    .ifPresent(service -> queue.add(service.object().key()))));
    parts.add(
        name,
        ClusterWiring.SOME,
        queue,
        new EndpointsReconciler(
            parts.client("endpoint-controller"), services, pods, endpoints, parts.clock()),
        services,
        pods,
        endpoints);
  }

  void endpointSlices() {
    String name = "endpointslice-controller";
    Informer<ResourceObject> slices =
        parts
            .informers()
            .of(EndpointSliceReconciler.SLICES)
            .index("service", EndpointSliceReconciler::serviceOf);
    Informer<ResourceObject> nodes = parts.informers().of(Resources.NODES);
    WorkQueue<ObjectKey> queue = fed(name);
    slices.handle(
        ChangeHandler.each(
            slice ->
                EndpointSliceReconciler.serviceOf(slice)
                    .forEach(
                        service ->
                            services
                                .get(slice.namespace(), service.substring(service.indexOf('/') + 1))
                                .ifPresent(known -> queue.add(known.object().key())))));
    parts.add(
        name,
        ClusterWiring.SOME,
        queue,
        new EndpointSliceReconciler(
            parts.client("endpointslice-controller"), services, pods, slices, nodes, parts.clock()),
        services,
        pods,
        slices,
        nodes);
  }

  void endpointSliceMirroring() {
    String name = "endpointslice-mirroring-controller";
    Informer<ResourceObject> endpoints = parts.informers().of(Resources.ENDPOINTS);
    Informer<ResourceObject> slices = parts.informers().of(EndpointSliceReconciler.SLICES);
    WorkQueue<ObjectKey> queue = parts.queue(name);
    services.handle(ChangeHandler.latest(service -> queue.add(service.object().key())));
    endpoints.handle(
        ChangeHandler.latest(
            changed ->
                queue.add(
                    new ObjectKey(
                        Resources.SERVICES.groupResource(), changed.namespace(), changed.name()))));
    parts.add(
        name,
        ClusterWiring.SOME,
        queue,
        new MirroringReconciler(
            parts.client("endpointslicemirroring-controller"),
            services,
            endpoints,
            slices,
            parts.clock()),
        services,
        endpoints,
        slices);
  }

  /** A queue of Services, filled by changes of themselves and of the pods they select. */
  private WorkQueue<ObjectKey> fed(String name) {
    WorkQueue<ObjectKey> queue = parts.queue(name);
    services.handle(ChangeHandler.latest(service -> queue.add(service.object().key())));
    pods.handle(
        new ChangeHandler<>() {
          @Override
          public void added(BackendPod pod) {
            selecting(pod);
          }

          @Override
          public void updated(BackendPod before, BackendPod after) {
            if (!before.servesLike(after)) {
              selecting(before);
              selecting(after);
            }
          }

          @Override
          public void deleted(BackendPod last) {
            selecting(last);
          }

          private void selecting(BackendPod pod) {
            for (ServiceView service : services.inNamespace(pod.object().namespace())) {
              if (service.matches(pod)) {
                queue.add(service.object().key());
              }
            }
          }
        });
    return queue;
  }
}
