package io.gantry.resource.kinds.storage;

import io.gantry.apimodel.GroupResource;
import io.gantry.resource.kinds.Cells;
import io.gantry.resource.kinds.KindParts;
import io.gantry.resource.kinds.ObjectStrategy;
import java.util.Map;

/** The kinds of storage.k8s.io. */
public final class StorageKinds {
  private StorageKinds() {}

  public static void addTo(Map<GroupResource, KindParts> kinds) {
    put(kinds, "storageclasses", false, StorageColumns::storageClass);
    put(kinds, "volumeattachments", true, StorageColumns::volumeAttachment);
    put(kinds, "csidrivers", false, StorageColumns::csiDriver);
    put(kinds, "csinodes", false, StorageColumns::csiNode);
  }

  private static void put(
      Map<GroupResource, KindParts> kinds, String resource, boolean hasStatus, Cells cells) {
    kinds.put(
        new GroupResource("storage.k8s.io", resource),
        KindParts.of(new ObjectStrategy(hasStatus, false), cells));
  }
}
