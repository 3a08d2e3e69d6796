package io.gantry.resource.kinds;

import io.gantry.apimodel.GroupResource;
import io.gantry.resource.kinds.base.Cells;
import io.gantry.resource.kinds.base.KindParts;
import io.gantry.resource.kinds.storage.StorageColumns;
import io.gantry.resource.kinds.storage.csidriver.CsiDriverStrategy;
import io.gantry.resource.kinds.storage.csinode.CsiNodeStrategy;
import io.gantry.resource.kinds.storage.csistoragecapacity.CsiStorageCapacityStrategy;
import io.gantry.resource.kinds.storage.storageclass.StorageClassStrategy;
import io.gantry.resource.kinds.storage.volumeattachment.VolumeAttachmentStrategy;
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
    kinds.put(
        new GroupResource("storage.k8s.io", "volumeattachments"),
        KindParts.of(new VolumeAttachmentStrategy(), StorageColumns::volumeAttachment));
    kinds.put(
        new GroupResource("storage.k8s.io", "csinodes"),
        KindParts.of(new CsiNodeStrategy(), StorageColumns::csiNode));
    kinds.put(
        new GroupResource("storage.k8s.io", "csistoragecapacities"),
        KindParts.of(new CsiStorageCapacityStrategy(), Cells.NAME_AND_CREATED));
  }
}
