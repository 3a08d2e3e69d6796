package io.gantry.resource.server;

import io.gantry.apiaccess.rbac.RbacPolicyStore;
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

/** Keeps the policy of the authorizer current from the change feed. */
public final class PolicyFeed implements AutoCloseable {
  private final ChangeFeed feed;
  private final RbacPolicyStore policy;
  private final List<Subscription> subscriptions = new ArrayList<>();
  private final CountDownLatch known = new CountDownLatch(RbacPolicyStore.RESOURCES.size());

  public PolicyFeed(ChangeFeed feed, RbacPolicyStore policy) {
    this.feed = feed;
    this.policy = policy;
  }

  /** Returns when the whole policy is known; false when it did not become so in time. */
  public boolean start(Duration within) throws InterruptedException {
    for (GroupResource resource : RbacPolicyStore.RESOURCES) {
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
        policy.replace(resource, objects);
        known.countDown();
      }

      @Override
      public void change(Change change) {
        policy.apply(change);
      }
    };
  }

  @Override
  public void close() {
    subscriptions.forEach(Subscription::close);
  }
}
