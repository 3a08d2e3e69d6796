package io.gantry.changefeed;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.Listing;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ObjectNode;

/** An API in memory: lists and watches as a server does, and fails when told to. */
public final class FakeApi implements ListWatch {
  private final Map<ObjectKey, ResourceObject> objects = new TreeMap<>();
  private final List<Change> log = new ArrayList<>();
  private long revision = 1;
  private long oldest = 1;
  private int connection;
  private int failing;
  private int lists;

  /** Positions in the log count from the beginning of time. */
  private int dropped;

  public synchronized int lists() {
    return lists;
  }

  public synchronized long put(GroupVersionResource resource, List<ResourceObject> drafts) {
    revision++;
    for (ResourceObject draft : drafts) {
      ObjectNode tree = draft.tree();
      Json.ensureObject(tree, "metadata").put("resourceVersion", Long.toString(revision));
      ResourceObject object = ResourceObject.of(resource.groupResource(), tree, draft.fields());
      ResourceObject previous = objects.put(object.key(), object);
      if (previous != null && !previous.uid().equals(object.uid())) {
        log.add(new Change(Change.Type.DELETED, at(previous, revision), previous));
        previous = null;
      }
      log.add(
          new Change(
              previous == null ? Change.Type.ADDED : Change.Type.MODIFIED, object, previous));
    }
    notifyAll();
    return revision;
  }

  public synchronized long remove(ObjectKey key) {
    revision++;
    ResourceObject previous = objects.remove(key);
    log.add(new Change(Change.Type.DELETED, at(previous, revision), previous));
    notifyAll();
    return revision;
  }

  private static ResourceObject at(ResourceObject object, long revision) {
    ObjectNode tree = object.tree();
    Json.ensureObject(tree, "metadata").put("resourceVersion", Long.toString(revision));
    return ResourceObject.of(object.key().resource(), tree, object.fields());
  }

  /** Forgets all history: watches end with 410. */
  public synchronized void compact() {
    dropped += log.size() + 1;
    log.clear();
    oldest = ++revision;
    notifyAll();
  }

  /** Breaks all connections; the next few requests fail as well. */
  public synchronized void disconnect(int failuresAfter) {
    connection++;
    failing = failuresAfter;
    notifyAll();
  }

  public synchronized Map<ObjectKey, ResourceObject> objects() {
    return Map.copyOf(objects);
  }

  private void failIfTold() {
    if (failing > 0) {
      failing--;
      throw new java.io.UncheckedIOException(new java.io.IOException("connection refused"));
    }
  }

  @Override
  public synchronized Listing list(GroupVersionResource resource, FeedFilter filter) {
    failIfTold();
    lists++;
    return new Listing(
        revision,
        objects.values().stream().filter(o -> selects(resource, filter, o)).toList(),
        "",
        0);
  }

  @Override
  public End watch(GroupVersionResource resource, FeedFilter filter, long after, Sink sink)
      throws InterruptedException {
    int mine;
    int at;
    synchronized (this) {
      failIfTold();
      if (after < oldest) {
        return End.GONE;
      }
      mine = connection;
      at = dropped + (int) log.stream().filter(change -> change.revision() <= after).count();
    }
    while (true) {
      Change next;
      synchronized (this) {
        while (at >= dropped && at == dropped + log.size() && mine == connection) {
          wait();
        }
        if (mine != connection) {
          return End.CLOSED;
        }
        if (at < dropped) {
          return End.GONE;
        }
        next = log.get(at++ - dropped);
      }
      Change seen = seen(resource, filter, next);
      if (seen != null) {
        sink.change(seen);
      }
    }
  }

  private static Change seen(GroupVersionResource resource, FeedFilter filter, Change change) {
    boolean after =
        change.type() != Change.Type.DELETED && selects(resource, filter, change.object());
    boolean before = change.previous() != null && selects(resource, filter, change.previous());
    if (after) {
      return before ? change : new Change(Change.Type.ADDED, change.object(), null);
    }
    return before
        ? new Change(Change.Type.DELETED, at(change.previous(), change.revision()), null)
        : null;
  }

  private static boolean selects(
      GroupVersionResource resource, FeedFilter filter, ResourceObject object) {
    return object.key().resource().equals(resource.groupResource())
        && (filter.namespace().isEmpty() || filter.namespace().equals(object.namespace()))
        && filter.labels().matches(object.labels())
        && filter.fields().matches(object);
  }
}
