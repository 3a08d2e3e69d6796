package io.gantry.resource.kinds;

import io.gantry.apimodel.GroupResource;
import io.gantry.resource.kinds.apiextensions.customresourcedefinition.CustomResourceDefinitionStrategy;
import io.gantry.resource.kinds.base.Cells;
import io.gantry.resource.kinds.base.KindParts;
import java.util.Map;

/** The kinds of apiextensions.k8s.io. */
public final class ApiExtensionsKinds {
  private ApiExtensionsKinds() {}

  public static void addTo(Map<GroupResource, KindParts> kinds) {
    kinds.put(
        new GroupResource("apiextensions.k8s.io", "customresourcedefinitions"),
        KindParts.of(new CustomResourceDefinitionStrategy(), Cells.NAME_AND_CREATED));
  }
}
