package io.gantry.controlruntime;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.changefeed.ChangeFeed;
import io.gantry.changefeed.FeedFilter;
import io.gantry.changefeed.FeedListener;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A local copy of one resource, kept current by a change feed, with indexes and handlers. Each
 * object is held as a view of type {@code T}, made once per change: controllers read views many
 * times, and a decoded tree is too big to keep.
 *
 * <p>Read your own writes: a reconciler may hand what the API answered to {@link #wrote}; the copy
 * then shows it before the feed brings it. That is safe because revisions are global: a write newer
 * than all the feed has brought cannot have been deleted in what it has brought.
 *
 * <p>Two locks. {@code dispatch} orders changes together with their handlers; handlers may read
 * other informers, so reads never take it. The cache's own lock guards the maps and is held for no
 * call that leaves the class.
 */
public final class Informer<T> implements AutoCloseable {
  private final ChangeFeed feed;
  private final GroupVersionResource resource;
  private final FeedFilter filter;
  private final Function<ResourceObject, T> view;
  private final InformerCache<T> cache = new InformerCache<>();
  private final ReentrantLock dispatch = new ReentrantLock();
  private final List<ChangeHandler<? super T>> handlers = new CopyOnWriteArrayList<>();
  private final CountDownLatch synced = new CountDownLatch(1);
  private volatile long revision;
  private ChangeFeed.Subscription subscription;

  public Informer(
      ChangeFeed feed,
      GroupVersionResource resource,
      FeedFilter filter,
      Function<ResourceObject, T> view) {
    this.feed = feed;
    this.resource = resource;
    this.filter = filter;
    this.view = view;
  }

  /** Holds the objects as they are. */
  public static Informer<ResourceObject> of(ChangeFeed feed, GroupVersionResource resource) {
    return new Informer<>(feed, resource, FeedFilter.ALL, Function.identity());
  }

  /** Holds views of all objects of a resource. */
  public static <T> Informer<T> of(
      ChangeFeed feed, GroupVersionResource resource, Function<ResourceObject, T> view) {
    return new Informer<>(feed, resource, FeedFilter.ALL, view);
  }

  public GroupVersionResource resource() {
    return resource;
  }

  /** Adds an index before {@link #start}: from an object to the values it is found under. */
  public Informer<T> index(String name, Function<? super T, ? extends Collection<String>> values) {
    cache.addIndex(name, values);
    return this;
  }

  /** Adds a handler; one that comes late is told of everything known as added. */
  public Informer<T> handle(ChangeHandler<? super T> handler) {
    dispatch.lock();
    try {
      cache.all().forEach(handler::added);
      handlers.add(handler);
    } finally {
      dispatch.unlock();
    }
    return this;
  }

  public void start() {
    subscription =
        feed.subscribe(
            resource,
            filter,
            new FeedListener() {
              @Override
              public void snapshot(long at, List<ResourceObject> objects) {
                replace(at, objects);
              }

              @Override
              public void change(Change change) {
                apply(change);
              }
            });
  }

  @Override
  public void close() {
    if (subscription != null) {
      subscription.close();
    }
  }

  /** Whether the first snapshot is in the cache. */
  public boolean hasSynced() {
    return synced.getCount() == 0;
  }

  /** Waits for the first snapshot; false when it did not come in time. */
  public boolean awaitSync(Duration atMost) throws InterruptedException {
    return synced.await(atMost.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The newest revision the feed has brought. */
  public long revision() {
    return revision;
  }

  public Optional<T> get(ObjectKey key) {
    return cache.get(key);
  }

  public Optional<T> get(String namespace, String name) {
    return cache.get(new ObjectKey(resource.groupResource(), namespace, name));
  }

  /** Everything, in no order. */
  public List<T> list() {
    return cache.all();
  }

  public List<T> inNamespace(String namespace) {
    return cache.inNamespace(namespace);
  }

  /** All objects that the named index found this value for. */
  public List<T> indexed(String index, String value) {
    return cache.indexed(index, value);
  }

  public int size() {
    return cache.size();
  }

  /** Shows the answer to an own create, update or patch before the feed brings it. */
  public void wrote(ResourceObject answer) {
    dispatch.lock();
    try {
      if (answer.revision() > revision && hasSynced()) {
        put(answer);
      }
    } finally {
      dispatch.unlock();
    }
  }

  private void replace(long at, List<ResourceObject> objects) {
    dispatch.lock();
    try {
      revision = Math.max(revision, at);
      Set<ObjectKey> present = new HashSet<>();
      for (ResourceObject object : objects) {
        present.add(object.key());
        put(object);
      }
      for (ObjectKey key : cache.keys()) {
        if (!present.contains(key)) {
          remove(key, at);
        }
      }
      synced.countDown();
    } finally {
      dispatch.unlock();
    }
  }

  private void apply(Change change) {
    dispatch.lock();
    try {
      revision = Math.max(revision, change.revision());
      if (change.type() == Change.Type.DELETED) {
        delete(change.object());
      } else {
        put(change.object());
      }
    } finally {
      dispatch.unlock();
    }
  }

  /** Takes the object unless the same or a newer state is known (an own write shown early). */
  private void put(ResourceObject object) {
    InformerCache.Entry<T> known = cache.entry(object.key());
    if (known != null && known.revision() >= object.revision()) {
      return;
    }
    T after = view.apply(object);
    if (known != null && !known.uid().equals(object.uid())) {
      cache.remove(object.key());
      handlers.forEach(handler -> handler.deleted(known.view()));
    }
    cache.put(object, after);
    if (known == null || !known.uid().equals(object.uid())) {
      handlers.forEach(handler -> handler.added(after));
    } else {
      handlers.forEach(handler -> handler.updated(known.view(), after));
    }
  }

  private void delete(ResourceObject last) {
    InformerCache.Entry<T> known = cache.entry(last.key());
    if (known == null || known.revision() > last.revision()) {
      return;
    }
    cache.remove(last.key());
    T view = known.uid().equals(last.uid()) ? this.view.apply(last) : known.view();
    handlers.forEach(handler -> handler.deleted(view));
  }

  private void remove(ObjectKey key, long at) {
    InformerCache.Entry<T> known = cache.entry(key);
    if (known == null || known.revision() > at) {
      return;
    }
    cache.remove(key);
    handlers.forEach(handler -> handler.deleted(known.view()));
  }
}
