package io.gantry.resource.kinds;

import io.gantry.apimodel.GroupResource;
import io.gantry.resource.kinds.apps.AppsColumns;
import io.gantry.resource.kinds.apps.controllerrevision.ControllerRevisionStrategy;
import io.gantry.resource.kinds.apps.daemonset.DaemonSetStrategy;
import io.gantry.resource.kinds.apps.deployment.DeploymentStrategy;
import io.gantry.resource.kinds.apps.replicaset.ReplicaSetStrategy;
import io.gantry.resource.kinds.apps.statefulset.StatefulSetStrategy;
import io.gantry.resource.kinds.base.Cells;
import io.gantry.resource.kinds.base.KindParts;
import io.gantry.resource.machinery.KindStrategy;
import java.util.Map;

/** The kinds of apps/v1. */
public final class AppsKinds {
  private AppsKinds() {}

  public static void addTo(Map<GroupResource, KindParts> kinds) {
    put(kinds, "deployments", new DeploymentStrategy(), AppsColumns::deployment);
    put(kinds, "replicasets", new ReplicaSetStrategy(), AppsColumns::replicaSet);
    put(kinds, "statefulsets", new StatefulSetStrategy(), AppsColumns::statefulSet);
    put(kinds, "daemonsets", new DaemonSetStrategy(), AppsColumns::daemonSet);
    put(
        kinds,
        "controllerrevisions",
        new ControllerRevisionStrategy(),
        AppsColumns::controllerRevision);
  }

  private static void put(
      Map<GroupResource, KindParts> kinds, String resource, KindStrategy strategy, Cells cells) {
    kinds.put(new GroupResource("apps", resource), KindParts.of(strategy, cells));
  }
}
