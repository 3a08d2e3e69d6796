package io.gantry.resource.kinds;

import io.gantry.apimodel.GroupResource;
import io.gantry.resource.kinds.base.KindParts;
import io.gantry.resource.kinds.discovery.endpointslice.EndpointSliceStrategy;
import io.gantry.resource.kinds.networking.NetworkingColumns;
import io.gantry.resource.kinds.networking.ingress.IngressStrategy;
import io.gantry.resource.kinds.networking.ingressclass.IngressClassStrategy;
import io.gantry.resource.kinds.networking.networkpolicy.NetworkPolicyStrategy;
import java.util.Map;

/** The kinds of networking.k8s.io and discovery.k8s.io. */
public final class NetworkingKinds {
  private NetworkingKinds() {}

  public static void addTo(Map<GroupResource, KindParts> kinds) {
    put(kinds, "ingresses", KindParts.of(new IngressStrategy(), NetworkingColumns::ingress));
    put(
        kinds,
        "ingressclasses",
        KindParts.of(new IngressClassStrategy(), NetworkingColumns::ingressClass));
    put(
        kinds,
        "networkpolicies",
        KindParts.of(new NetworkPolicyStrategy(), NetworkingColumns::networkPolicy));
    kinds.put(
        new GroupResource("discovery.k8s.io", "endpointslices"),
        KindParts.of(new EndpointSliceStrategy(), NetworkingColumns::endpointSlice));
  }

  private static void put(Map<GroupResource, KindParts> kinds, String resource, KindParts parts) {
    kinds.put(new GroupResource("networking.k8s.io", resource), parts);
  }
}
