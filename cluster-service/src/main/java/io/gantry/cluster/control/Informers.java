package io.gantry.cluster.control;

import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.ResourceObject;
import io.gantry.changefeed.ChangeFeed;
import io.gantry.changefeed.FeedFilter;
import io.gantry.controlruntime.Informer;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * One cache per resource, shared by all controllers that read it. Made while wiring, then started
 * together, closed in reverse.
 */
public final class Informers implements AutoCloseable {
  private final ChangeFeed feed;
  private final Map<GroupVersionResource, Informer<ResourceObject>> shared = new LinkedHashMap<>();
  private final List<Informer<?>> all = new ArrayList<>();

  public Informers(ChangeFeed feed) {
    this.feed = feed;
  }

  /** All objects of the resource. */
  public Informer<ResourceObject> of(GroupVersionResource resource) {
    return shared.computeIfAbsent(
        resource,
        key -> {
          Informer<ResourceObject> informer = Informer.of(feed, key);
          all.add(informer);
          return informer;
        });
  }

  /** A selection, not shared. */
  public Informer<ResourceObject> of(GroupVersionResource resource, FeedFilter filter) {
    Informer<ResourceObject> informer = new Informer<>(feed, resource, filter, object -> object);
    all.add(informer);
    return informer;
  }

  /** Views of all objects of the resource, not shared beyond who asks. */
  public <T> Informer<T> view(GroupVersionResource resource, Function<ResourceObject, T> view) {
    Informer<T> informer = Informer.of(feed, resource, view);
    all.add(informer);
    return informer;
  }

  public void start() {
    all.forEach(Informer::start);
  }

  @Override
  public void close() {
    all.reversed().forEach(Informer::close);
  }
}
