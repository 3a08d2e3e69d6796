package io.gantry.nodeagent.pods;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.ResourceObject;
import io.gantry.changefeed.FeedListener;
import io.gantry.nodeagent.pod.PodView;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/** The pods that the API binds to this node, and those it has just let go. */
public final class PodTable implements FeedListener {
  private final Map<String, PodView> wanted = new ConcurrentHashMap<>();
  private final Map<String, PodView> removed = new ConcurrentHashMap<>();
  private final Consumer<String> changed;
  private volatile boolean synced;

  /**
   * @param changed told the uid of each pod that was added, changed or removed
   */
  public PodTable(Consumer<String> changed) {
    this.changed = changed;
  }

  @Override
  public void snapshot(long revision, List<ResourceObject> objects) {
    Map<String, PodView> fresh = new HashMap<>();
    for (ResourceObject object : objects) {
      fresh.put(object.uid(), PodView.of(object));
    }
    Set<String> gone = new HashSet<>(wanted.keySet());
    gone.removeAll(fresh.keySet());
    for (String uid : gone) {
      remove(uid, wanted.get(uid));
    }
    wanted.putAll(fresh);
    synced = true;
    fresh.keySet().forEach(changed);
  }

  @Override
  public void change(Change change) {
    String uid = change.object().uid();
    if (change.type() == Change.Type.DELETED) {
      remove(uid, PodView.of(change.object()));
    } else {
      wanted.put(uid, PodView.of(change.object()));
      changed.accept(uid);
    }
  }

  private void remove(String uid, PodView last) {
    removed.put(uid, last);
    wanted.remove(uid);
    changed.accept(uid);
  }

  /** The first snapshot is in: what is not here is not wanted. */
  public boolean synced() {
    return synced;
  }

  public Optional<PodView> wanted(String uid) {
    return Optional.ofNullable(wanted.get(uid));
  }

  /** The last version of a pod that is gone from the API but not yet from the node. */
  Optional<PodView> removed(String uid) {
    return Optional.ofNullable(removed.get(uid));
  }

  void forget(String uid) {
    removed.remove(uid);
  }

  public List<PodView> all() {
    return List.copyOf(wanted.values());
  }

  public Optional<PodView> find(String namespace, String name) {
    return wanted.values().stream()
        .filter(pod -> pod.ref().namespace().equals(namespace) && pod.ref().name().equals(name))
        .findFirst();
  }
}
