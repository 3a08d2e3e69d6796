package io.gantry.resource.kinds;

import io.gantry.apimodel.GroupResource;
import io.gantry.resource.kinds.base.Cells;
import io.gantry.resource.kinds.base.KindParts;
import io.gantry.resource.kinds.columns.Texts;
import io.gantry.resource.kinds.rbac.RoleBindingStrategy;
import io.gantry.resource.kinds.rbac.RoleStrategy;
import java.util.List;
import java.util.Map;

/** The kinds of rbac.authorization.k8s.io. */
public final class RbacKinds {
  private static final String GROUP = "rbac.authorization.k8s.io";

  private RbacKinds() {}

  public static void addTo(Map<GroupResource, KindParts> kinds) {
    for (String role : List.of("roles", "clusterroles")) {
      kinds.put(
          new GroupResource(GROUP, role), KindParts.of(new RoleStrategy(), Cells.NAME_AND_CREATED));
    }
    for (String binding : List.of("rolebindings", "clusterrolebindings")) {
      kinds.put(
          new GroupResource(GROUP, binding),
          KindParts.of(new RoleBindingStrategy(), Texts::roleBinding));
    }
  }
}
