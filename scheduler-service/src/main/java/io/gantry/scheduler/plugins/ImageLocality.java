package io.gantry.scheduler.plugins;

import io.gantry.scheduler.framework.ScorePlugin;
import io.gantry.scheduler.snapshot.ClusterSnapshot;
import io.gantry.scheduler.snapshot.NodeInfo;
import io.gantry.scheduler.snapshot.PodInfo;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Prefers nodes that have the pod's images already, the larger the images the more. */
public final class ImageLocality implements ScorePlugin {
  private static final long MIN_BYTES = 23L * 1024 * 1024;
  private static final long MAX_BYTES_PER_CONTAINER = 1000L * 1024 * 1024;

  @Override
  public String name() {
    return "ImageLocality";
  }

  @Override
  public long[] score(PodInfo pod, ClusterSnapshot snapshot, List<NodeInfo> nodes) {
    List<String> images =
        pod.demand().attributes().images().stream().map(ImageLocality::normalized).toList();
    Set<String> distinct = new HashSet<>(images);
    Map<String, Integer> spread = new HashMap<>();
    for (NodeInfo node : snapshot.nodes()) {
      for (String image : distinct) {
        if (node.node().images().containsKey(image)) {
          spread.merge(image, 1, Integer::sum);
        }
      }
    }
    if (spread.isEmpty()) {
      return null;
    }
    long max = MAX_BYTES_PER_CONTAINER * images.size();
    long[] scores = new long[nodes.size()];
    for (int i = 0; i < scores.length; i++) {
      long bytes = 0;
      for (String image : images) {
        Long size = nodes.get(i).node().images().get(image);
        if (size != null) {
          bytes += size * spread.get(image) / snapshot.nodes().size();
        }
      }
      scores[i] = (Math.clamp(bytes, MIN_BYTES, max) - MIN_BYTES) * MAX / (max - MIN_BYTES);
    }
    return scores;
  }

  /** With its tag: {@code busybox} is {@code busybox:latest}. */
  private static String normalized(String image) {
    return image.lastIndexOf(':') <= image.lastIndexOf('/') ? image + ":latest" : image;
  }
}
