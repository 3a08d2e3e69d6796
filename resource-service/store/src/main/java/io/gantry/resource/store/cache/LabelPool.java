package io.gantry.resource.store.cache;

import io.gantry.apimodel.ResourceObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Has objects with equal labels share one map of them. A selector that goes through thousands of
 * objects then finds the labels where it just looked, instead of waiting for memory three times for
 * each object; and each object is smaller. Forgets what it has no place for. Not for several
 * threads.
 */
final class LabelPool {
  private static final int PLACES = 4096;

  private final List<Map<String, String>> known = new ArrayList<>();

  LabelPool() {
    for (int i = 0; i < PLACES; i++) {
      known.add(Map.of());
    }
  }

  ResourceObject sharing(ResourceObject object) {
    Map<String, String> labels = object.labels();
    if (labels.isEmpty()) {
      return object;
    }
    int hash = labels.hashCode();
    int place = (hash ^ hash >>> 16) & PLACES - 1;
    Map<String, String> there = known.get(place);
    if (there == labels) {
      return object;
    }
    if (there.equals(labels)) {
      return object.sharing(there);
    }
    known.set(place, labels);
    return object;
  }
}
