package io.gantry.resource.server;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupResource;
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

/**
 * Keeps what an authorizer decides by current from the change feed: the policy of RBAC, the graph
 * of what belongs to which node.
 */
public final class PolicyFeed implements AutoCloseable {
  private final ChangeFeed feed;
  private final List<GroupResource> resources;
  private final BiConsumer<GroupResource, List<ResourceObject>> replace;
  private final Consumer<Change> apply;
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final CountDownLatch known;

  /**
   * @param replace given all objects of a resource
   * @param apply given each later change
   */
  public PolicyFeed(
      ChangeFeed feed,
      List<GroupResource> resources,
      BiConsumer<GroupResource, List<ResourceObject>> replace,
      Consumer<Change> apply) {
    this.feed = feed;
    this.resources = List.copyOf(resources);
    this.replace = replace;
    this.apply = apply;
    this.known = new CountDownLatch(resources.size());
  }

  /** Returns when the whole policy is known; false when it did not become so in time. */
  public boolean start(Duration within) throws InterruptedException {
    for (GroupResource resource : resources) {
      subscriptions.add(
          feed.subscribe(
              new io.gantry.apimodel.GroupVersionResource(
                  resource.group(), "v1", resource.resource()),
              listener(resource)));
    }
    return known.await(within.toMillis(), TimeUnit.MILLISECONDS);
  }

  private FeedListener listener(GroupResource resource) {
    return new FeedListener() {
      @Override
      public void snapshot(long revision, List<ResourceObject> objects) {
        replace.accept(resource, objects);
        known.countDown();
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
