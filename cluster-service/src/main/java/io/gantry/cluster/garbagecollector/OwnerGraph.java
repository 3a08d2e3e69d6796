package io.gantry.cluster.garbagecollector;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.OwnerReference;
import io.gantry.apimodel.ResourceObject;
import io.gantry.cluster.control.ObjectWatches;
import io.gantry.cluster.control.ServedResource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Who owns whom, as far as the feeds have told. Which objects exist comes from their own feeds,
 * which are not ordered against each other: that an owner is missing here proves nothing. Every
 * change hands the uids worth a look to the collector.
 */
public final class OwnerGraph implements ObjectWatches.Observer {
  private final Map<String, Dependent> objects = new HashMap<>();
  private final Map<String, Set<String>> dependents = new HashMap<>();
  private final Map<ServedResource, Set<String>> byResource = new HashMap<>();
  private final Consumer<String> look;

  /**
   * @param look takes uids; must not block
   */
  OwnerGraph(Consumer<String> look) {
    this.look = look;
  }

  @Override
  public void snapshot(ServedResource resource, List<ResourceObject> all) {
    Set<String> present = new HashSet<>();
    for (ResourceObject object : all) {
      present.add(object.uid());
      put(Dependent.of(resource, object));
    }
    removeOthers(resource, present);
  }

  @Override
  public void changed(ServedResource resource, Change change) {
    if (change.type() == Change.Type.DELETED) {
      remove(change.object().uid());
    } else {
      put(Dependent.of(resource, change.object()));
    }
  }

  @Override
  public void dropped(ServedResource resource) {
    removeOthers(resource, Set.of());
  }

  private void removeOthers(ServedResource resource, Set<String> present) {
    List<String> gone = new ArrayList<>();
    synchronized (this) {
      for (String uid : byResource.getOrDefault(resource, Set.of())) {
        if (!present.contains(uid)) {
          gone.add(uid);
        }
      }
    }
    gone.forEach(this::remove);
  }

  void put(Dependent now) {
    Set<String> worth = new LinkedHashSet<>();
    synchronized (this) {
      Dependent before = objects.put(now.uid(), now);
      byResource.computeIfAbsent(now.resource(), key -> new HashSet<>()).add(now.uid());
      if (before != null) {
        unlink(before);
      }
      for (OwnerReference owner : now.owners()) {
        dependents.computeIfAbsent(owner.uid(), key -> new LinkedHashSet<>()).add(now.uid());
      }
      boolean owned = !now.owners().isEmpty();
      boolean going =
          now.deletion() == Dependent.Deletion.ORPHANING
              || now.deletion() == Dependent.Deletion.FOREGROUND;
      if ((owned && (before == null || !before.owners().equals(now.owners()))) || going) {
        worth.add(now.uid());
      }
      if (going && (before == null || before.deletion() != now.deletion())) {
        worth.addAll(dependentUids(now.uid()));
      }
      if (before != null && !before.equals(now)) {
        // it may have stopped blocking an owner
        foregroundOwners(before, worth);
      }
    }
    worth.forEach(look);
  }

  void remove(String uid) {
    Set<String> worth = new LinkedHashSet<>();
    synchronized (this) {
      Dependent before = objects.remove(uid);
      if (before != null) {
        unlink(before);
        Set<String> siblings = byResource.get(before.resource());
        if (siblings != null) {
          siblings.remove(uid);
        }
        foregroundOwners(before, worth);
      }
      worth.addAll(dependentUids(uid));
    }
    worth.forEach(look);
  }

  private void unlink(Dependent before) {
    for (OwnerReference owner : before.owners()) {
      dependents.computeIfPresent(
          owner.uid(),
          (key, set) -> {
            set.remove(before.uid());
            return set.isEmpty() ? null : set;
          });
    }
  }

  private void foregroundOwners(Dependent of, Set<String> into) {
    for (OwnerReference owner : of.owners()) {
      Dependent known = objects.get(owner.uid());
      if (known != null && known.deletion() == Dependent.Deletion.FOREGROUND) {
        into.add(known.uid());
      }
    }
  }

  private Collection<String> dependentUids(String uid) {
    return dependents.getOrDefault(uid, Set.of());
  }

  /** Null for an object that is not known. */
  synchronized Dependent get(String uid) {
    return objects.get(uid);
  }

  synchronized List<Dependent> dependentsOf(String uid) {
    return dependentUids(uid).stream().map(objects::get).toList();
  }
}
