package io.gantry.scheduler.plugins;

import io.gantry.scheduler.framework.Profile;
import io.gantry.scheduler.framework.ScorePlugin;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules of {@code default-scheduler}, in the order and with the weights of Kubernetes. */
public final class DefaultProfile {
  public static final String SCHEDULER_NAME = "default-scheduler";

  private DefaultProfile() {}

  public static Profile create() {
    TaintToleration taints = new TaintToleration();
    NodeAffinity affinity = new NodeAffinity();
    NodeResourcesFit fit = new NodeResourcesFit();
    PodTopologySpread spread = new PodTopologySpread();
    InterPodAffinity neighbours = new InterPodAffinity();
    Map<ScorePlugin, Integer> scores = new LinkedHashMap<>();
    scores.put(taints, 3);
    scores.put(affinity, 2);
    scores.put(fit, 1);
    scores.put(spread, 2);
    scores.put(neighbours, 2);
    scores.put(new NodeResourcesBalancedAllocation(), 1);
    scores.put(new ImageLocality(), 1);
    return new Profile(
        SCHEDULER_NAME,
        List.of(
            new NodeUnschedulable(),
            new NodeName(),
            taints,
            affinity,
            new NodePorts(),
            fit,
            new VolumeBinding(),
            spread,
            neighbours),
        scores);
  }
}
