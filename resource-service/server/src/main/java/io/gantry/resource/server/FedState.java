package io.gantry.resource.server;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.ResourceObject;
import io.gantry.changefeed.ChangeFeed;
import io.gantry.changefeed.ChangeFeed.Subscription;
import io.gantry.changefeed.FeedListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/** Keeps something that is made of stored objects current from the change feed. */
final class FedState implements AutoCloseable {
  private final ChangeFeed feed;
  private final List<GroupResource> resources;
  private final BiConsumer<GroupResource, List<ResourceObject>> replace;
  private final Consumer<Change> apply;
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final CountDownLatch unknown;

  FedState(
      ChangeFeed feed,
      List<GroupResource> resources,
      BiConsumer<GroupResource, List<ResourceObject>> replace,
      Consumer<Change> apply) {
    this.feed = feed;
    this.resources = resources;
    this.replace = replace;
    this.apply = apply;
    this.unknown = new CountDownLatch(resources.size());
  }

  void start() {
    for (GroupResource resource : resources) {
      subscriptions.add(
          feed.subscribe(
              new GroupVersionResource(resource.group(), "v1", resource.resource()),
              listener(resource)));
    }
  }

  /** Waits until all is known; false when it did not become so in time. */
  boolean await(Duration within) throws InterruptedException {
    return unknown.await(within.toMillis(), TimeUnit.MILLISECONDS);
  }

  private FeedListener listener(GroupResource resource) {
    return new FeedListener() {
      @Override
      public void snapshot(long revision, List<ResourceObject> objects) {
        replace.accept(resource, objects);
        unknown.countDown();
      }

      @Override
      public void change(Change change) {
        apply.accept(change);
      }
    };
  }

  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
  }
}
