package io.gantry.resource.kinds;

import io.gantry.apimodel.GroupResource;
import io.gantry.resource.kinds.base.Cells;
import io.gantry.resource.kinds.base.KindParts;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.storage.StorageColumns;
import io.gantry.resource.kinds.storage.csidriver.CsiDriverStrategy;
import io.gantry.resource.kinds.storage.storageclass.StorageClassStrategy;
import java.util.Map;

/** The kinds of storage.k8s.io. */
public final class StorageKinds {
  private StorageKinds() {}

  public static void addTo(Map<GroupResource, KindParts> kinds) {
    kinds.put(
        new GroupResource("storage.k8s.io", "storageclasses"),
        KindParts.of(new StorageClassStrategy(), StorageColumns::storageClass));
    kinds.put(
        new GroupResource("storage.k8s.io", "csidrivers"),
        KindParts.of(new CsiDriverStrategy(), StorageColumns::csiDriver));
    put(kinds, "volumeattachments", true, StorageColumns::volumeAttachment);
    put(kinds, "csinodes", false, StorageColumns::csiNode);
  }

  private static void put(
      Map<GroupResource, KindParts> kinds, String resource, boolean hasStatus, Cells cells) {
    kinds.put(
        new GroupResource("storage.k8s.io", resource),
        KindParts.of(new ObjectStrategy(hasStatus, false, true), cells));
  }
}
