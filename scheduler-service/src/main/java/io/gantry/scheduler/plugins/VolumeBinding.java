package io.gantry.scheduler.plugins;

import io.gantry.scheduler.framework.ClusterEvent;
import io.gantry.scheduler.framework.FilterPlugin;
import io.gantry.scheduler.framework.Preparation;
import io.gantry.scheduler.snapshot.ClusterSnapshot;
import io.gantry.scheduler.snapshot.PodInfo;
import java.util.Set;

/**
 * A pod waits for its claims: they must exist, stay, and have their volume. Choosing a volume for a
 * claim that waits for its first consumer comes with the volume binder.
 */
public final class VolumeBinding implements FilterPlugin {
  @Override
  public String name() {
    return "VolumeBinding";
  }

  @Override
  public Set<ClusterEvent> unblockedBy() {
    return Set.of(ClusterEvent.CLAIM_CHANGED);
  }

  @Override
  public Preparation prepare(PodInfo pod, ClusterSnapshot snapshot) {
    boolean unbound = false;
    for (String claim : pod.demand().attributes().claims()) {
      ClusterSnapshot.ClaimState state = snapshot.claims().get(pod.namespace() + "/" + claim);
      if (state == null) {
        return new Preparation.Reject("persistentvolumeclaim \"" + claim + "\" not found");
      }
      if (state.phase().equals("Lost")) {
        return new Preparation.Reject(
            "persistentvolumeclaim \""
                + claim
                + "\" bound to non-existent persistentvolume \""
                + state.volume()
                + "\"");
      }
      if (state.deleting()) {
        return new Preparation.Reject("persistentvolumeclaim \"" + claim + "\" is being deleted");
      }
      unbound |= state.volume().isEmpty();
    }
    return unbound
        ? new Preparation.Reject("pod has unbound immediate PersistentVolumeClaims")
        : Preparation.SKIP;
  }
}
