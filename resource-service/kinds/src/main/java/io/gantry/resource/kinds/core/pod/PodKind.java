package io.gantry.resource.kinds.core.pod;

import io.gantry.apimodel.GroupResource;
import io.gantry.resource.kinds.base.Cells;
import io.gantry.resource.kinds.base.KindParts;
import io.gantry.resource.kinds.base.KindPorts;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.node.NodeConnections;
import io.gantry.resource.machinery.ResourceDefinition;
import java.util.function.Function;

/** A Pod's parts. */
public final class PodKind {
  private static final GroupResource PODS = new GroupResource("", "pods");
  private static final GroupResource BUDGETS = new GroupResource("policy", "poddisruptionbudgets");

  private PodKind() {}

  /**
   * @param definitions finds other resources, once all are made
   */
  public static KindParts parts(
      KindPorts ports,
      NodeConnections nodes,
      Function<GroupResource, ResourceDefinition> definitions) {
    PodStreams streams = new PodStreams(nodes);
    return KindParts.of(new PodStrategy(), new PodColumns())
        .with("log", streams::log)
        .with("exec", streams::run)
        .with("attach", streams::run)
        .with("portforward", streams::portForward)
        .with("proxy", new PodProxy())
        .with("binding", binding(ports, definitions))
        .with(
            "eviction",
            new PodEviction(ports.objects(), () -> definitions.apply(BUDGETS), ports.clock()))
        .with("ephemeralcontainers", new EphemeralContainers());
  }

  /** The parts of the resource {@code bindings}: another way to post a binding. */
  public static KindParts bindings(
      KindPorts ports, Function<GroupResource, ResourceDefinition> definitions) {
    return KindParts.of(new ObjectStrategy(false, false), Cells.NAME_AND_CREATED)
        .with("", binding(ports, definitions));
  }

  private static PodBinding binding(
      KindPorts ports, Function<GroupResource, ResourceDefinition> definitions) {
    return new PodBinding(() -> definitions.apply(PODS), ports.clock());
  }
}
