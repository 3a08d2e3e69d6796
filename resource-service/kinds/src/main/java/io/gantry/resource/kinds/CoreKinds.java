package io.gantry.resource.kinds;

import io.gantry.apimodel.GroupResource;
import io.gantry.resource.kinds.allocators.AddressRange;
import io.gantry.resource.kinds.base.Cells;
import io.gantry.resource.kinds.base.KindParts;
import io.gantry.resource.kinds.base.KindPorts;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.CoreColumns;
import io.gantry.resource.kinds.core.VolumeColumns;
import io.gantry.resource.kinds.core.configmap.ConfigMapStrategy;
import io.gantry.resource.kinds.core.endpoints.EndpointsKind;
import io.gantry.resource.kinds.core.event.EventKind;
import io.gantry.resource.kinds.core.limitrange.LimitRangeStrategy;
import io.gantry.resource.kinds.core.namespace.NamespaceFinalize;
import io.gantry.resource.kinds.core.namespace.NamespaceStrategy;
import io.gantry.resource.kinds.core.node.NodeConnections;
import io.gantry.resource.kinds.core.node.NodeKind;
import io.gantry.resource.kinds.core.persistentvolume.PersistentVolumeStrategy;
import io.gantry.resource.kinds.core.persistentvolumeclaim.PersistentVolumeClaimStrategy;
import io.gantry.resource.kinds.core.pod.PodKind;
import io.gantry.resource.kinds.core.podtemplate.PodTemplateStrategy;
import io.gantry.resource.kinds.core.replicationcontroller.ReplicationControllerStrategy;
import io.gantry.resource.kinds.core.resourcequota.ResourceQuotaKind;
import io.gantry.resource.kinds.core.secret.SecretStrategy;
import io.gantry.resource.kinds.core.service.ServiceKind;
import io.gantry.resource.kinds.core.serviceaccount.ServiceAccountStrategy;
import io.gantry.resource.kinds.core.serviceaccount.ServiceAccountToken;
import io.gantry.resource.machinery.ResourceDefinition;
import java.util.Map;
import java.util.function.Function;

/** The kinds of core/v1. */
public final class CoreKinds {
  /** Where cluster IPs come from; {@code kubernetes} has the first. */
  public static final String SERVICE_RANGE = "10.96.0.0/12";

  private CoreKinds() {}

  public static void addTo(
      Map<GroupResource, KindParts> kinds,
      KindPorts ports,
      Function<GroupResource, ResourceDefinition> definitions) {
    NodeConnections nodes = new NodeConnections(ports.objects());
    put(kinds, "pods", PodKind.parts(ports, nodes, definitions));
    put(kinds, "bindings", PodKind.bindings(ports, definitions));
    put(kinds, "nodes", NodeKind.parts(nodes));
    put(kinds, "services", ServiceKind.parts(AddressRange.of(SERVICE_RANGE), ports.objects()));
    put(kinds, "events", EventKind.parts());
    put(kinds, "endpoints", EndpointsKind.parts());
    put(kinds, "resourcequotas", ResourceQuotaKind.parts());
    put(kinds, "limitranges", KindParts.of(new LimitRangeStrategy(), Cells.NAME_AND_CREATED));
    put(kinds, "configmaps", KindParts.of(new ConfigMapStrategy(), CoreColumns::configMap));
    put(kinds, "secrets", KindParts.of(new SecretStrategy(), CoreColumns::secret));
    put(
        kinds,
        "namespaces",
        KindParts.of(new NamespaceStrategy(), CoreColumns::namespace)
            .with("finalize", new NamespaceFinalize()));
    put(
        kinds,
        "serviceaccounts",
        KindParts.of(new ServiceAccountStrategy(), CoreColumns::serviceAccount)
            .with(
                "token", new ServiceAccountToken(ports.tokens(), ports.objects(), ports.clock())));
    put(kinds, "podtemplates", KindParts.of(new PodTemplateStrategy(), CoreColumns::podTemplate));
    put(
        kinds,
        "replicationcontrollers",
        KindParts.of(new ReplicationControllerStrategy(), CoreColumns::replicationController));
    put(
        kinds,
        "persistentvolumes",
        KindParts.of(new PersistentVolumeStrategy(), VolumeColumns::volume));
    put(
        kinds,
        "persistentvolumeclaims",
        KindParts.of(new PersistentVolumeClaimStrategy(), VolumeColumns::claim));
    put(
        kinds,
        "componentstatuses",
        KindParts.of(new ObjectStrategy(false, false), CoreColumns::componentStatus));
  }

  private static void put(Map<GroupResource, KindParts> kinds, String resource, KindParts parts) {
    kinds.put(new GroupResource("", resource), parts);
  }
}
