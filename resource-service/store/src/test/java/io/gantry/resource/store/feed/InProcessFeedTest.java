package io.gantry.resource.store.feed;

import static io.gantry.resource.store.Samples.draft;
import static io.gantry.resource.store.Samples.key;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.ResourceObject;
import io.gantry.changefeed.Backoff;
import io.gantry.changefeed.ChangeFeed;
import io.gantry.changefeed.ChangeFeedContract;
import io.gantry.resource.store.Commit;
import io.gantry.resource.store.CommitOutcome.Committed;
import io.gantry.resource.store.MemoryStore;
import io.gantry.resource.store.Samples;
import io.gantry.resource.store.Window;
import io.gantry.resource.store.cache.LogTailCache;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

class InProcessFeedTest extends ChangeFeedContract {
  private static final GroupResource SERVICES = new GroupResource("", "services");

  @Override
  protected Source open() {
    MemoryStore store = new MemoryStore();
    LogTailCache cache = new LogTailCache(store, Window.STANDARD, InstantSource.system());
    cache.start();
    Backoff quick = new Backoff(Duration.ofMillis(1), Duration.ofMillis(20), () -> 0.5);
    InProcessFeed feed = new InProcessFeed(cache, quick);
    return new Source() {
      @Override
      public ChangeFeed feed() {
        return feed;
      }

      @Override
      public long put(
          String namespace, String name, String uid, Map<String, String> labels, String node) {
        Committed done =
            (Committed)
                cache.commit(
                    Samples.put(draft(key(Samples.PODS, namespace, name), uid, labels, node, "x")));
        return done.revision();
      }

      @Override
      public void remove(String namespace, String name) {
        ResourceObject object = cache.get(key(Samples.PODS, namespace, name)).orElseThrow();
        cache.commit(Samples.remove(Samples.again(object)));
      }

      @Override
      public void putBoth(String namespace, String first, String second) {
        cache.commit(Samples.commit(List.of(), write(namespace, first), write(namespace, second)));
      }

      private Commit.Write write(String namespace, String name) {
        return new Commit.Write.Put(
            draft(key(Samples.PODS, namespace, name), "uid-" + name, Map.of(), "", "x"));
      }

      @Override
      public void putService(String namespace, String name) {
        cache.commit(Samples.put(draft(key(SERVICES, namespace, name), "u", Map.of(), "", "x")));
      }

      @Override
      public void loseHistory() {
        store.newEpoch(store.revision());
      }

      @Override
      public void interrupt() {
        // There is no connection.
      }

      @Override
      public Map<String, String> state() {
        Map<String, String> all = new TreeMap<>();
        for (ResourceObject object : store.snapshot().objects()) {
          if (object.key().resource().equals(Samples.PODS)) {
            all.put(object.key().namespacedName(), object.uid());
          }
        }
        return all;
      }

      @Override
      public void close() {
        cache.close();
      }
    };
  }
}
