package io.gantry.cluster.control;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.ResourceObject;
import io.gantry.changefeed.ChangeFeed;
import io.gantry.changefeed.FeedListener;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One subscription to every resource whose objects can be listed, watched and deleted, for the
 * controllers that care about all objects whatever their kind. Follows the catalog as kinds come
 * and go.
 */
public final class ObjectWatches implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(ObjectWatches.class);
  private static final Duration FOLLOW = Duration.ofSeconds(10);

  /** Told of all objects. Calls for one resource never overlap, those for different ones may. */
  public interface Observer {
    /** All objects of the resource: replaces what was said of it. */
    void snapshot(ServedResource resource, List<ResourceObject> objects);

    void changed(ServedResource resource, Change change);

    /** The resource is served no longer. */
    void dropped(ServedResource resource);
  }

  private final ChangeFeed feed;
  private final ResourceCatalog catalog;
  private final List<Observer> observers = new CopyOnWriteArrayList<>();
  private final Map<GroupVersionResource, ChangeFeed.Subscription> subscriptions = new HashMap<>();
  private final Map<GroupVersionResource, ServedResource> watched = new HashMap<>();
  private final Set<GroupVersionResource> waiting = new HashSet<>();
  private Thread follower;

  public ObjectWatches(ChangeFeed feed, ResourceCatalog catalog) {
    this.feed = feed;
    this.catalog = catalog;
  }

  public void observe(Observer observer) {
    observers.add(observer);
  }

  public void start() {
    follower = Thread.ofVirtual().name("object-watches").start(this::run);
  }

  private void run() {
    try {
      while (true) {
        try {
          follow();
        } catch (RuntimeException e) {
          log.warn("the list of served resources could not be read, trying again", e);
        }
        Thread.sleep(FOLLOW);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Subscribes to what is new in the catalog and drops what is gone. */
  public void follow() {
    Map<GroupVersionResource, ServedResource> served = new HashMap<>();
    for (ServedResource resource : catalog.resources()) {
      if (resource.supports("list", "watch", "delete") && !isEvents(resource)) {
        served.put(resource.resource(), resource);
      }
    }
    synchronized (this) {
      for (GroupVersionResource gone : Set.copyOf(watched.keySet())) {
        if (!served.containsKey(gone)) {
          subscriptions.remove(gone).close();
          waiting.remove(gone);
          ServedResource resource = watched.remove(gone);
          observers.forEach(observer -> observer.dropped(resource));
        }
      }
      for (ServedResource resource : served.values()) {
        if (watched.putIfAbsent(resource.resource(), resource) == null) {
          waiting.add(resource.resource());
          subscriptions.put(resource.resource(), subscribe(resource));
        }
      }
      notifyAll();
    }
  }

  /** Events are many, own nothing and end by themselves. */
  private static boolean isEvents(ServedResource resource) {
    return resource.resource().resource().equals("events")
        && Set.of("", "events.k8s.io").contains(resource.resource().group());
  }

  private ChangeFeed.Subscription subscribe(ServedResource resource) {
    return feed.subscribe(
        resource.resource(),
        new FeedListener() {
          @Override
          public void snapshot(long revision, List<ResourceObject> objects) {
            observers.forEach(observer -> observer.snapshot(resource, objects));
            synced(resource.resource());
          }

          @Override
          public void change(Change change) {
            observers.forEach(observer -> observer.changed(resource, change));
          }
        });
  }

  private void synced(GroupVersionResource resource) {
    // not under this lock while a feed delivers its snapshot inside subscribe()
    Thread.ofVirtual()
        .name("synced")
        .start(
            () -> {
              synchronized (this) {
                waiting.remove(resource);
                notifyAll();
              }
            });
  }

  /** The resource of a kind; null when it is not watched. */
  public synchronized ServedResource byKind(String apiVersion, String kind) {
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    for (ServedResource resource : watched.values()) {
      if (resource.kind().equals(kind) && resource.resource().group().equals(group)) {
        return resource;
      }
    }
    return null;
  }

  /** Waits until every watched resource has given its first snapshot. */
  public synchronized void awaitSynced() throws InterruptedException {
    while (watched.isEmpty() || !waiting.isEmpty()) {
      wait(Duration.ofSeconds(30).toMillis());
      if (!waiting.isEmpty()) {
        log.debug("still waiting for {}", waiting);
      }
    }
  }

  @Override
  public void close() {
    if (follower != null) {
      follower.interrupt();
    }
    synchronized (this) {
      subscriptions.values().forEach(ChangeFeed.Subscription::close);
      subscriptions.clear();
    }
  }
}
