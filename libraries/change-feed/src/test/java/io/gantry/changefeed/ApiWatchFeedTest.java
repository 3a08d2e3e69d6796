package io.gantry.changefeed;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ApiWatchFeedTest extends ChangeFeedContract {
  private final FakeApi api = new FakeApi();

  @Override
  protected Source open() {
    Backoff quick = new Backoff(Duration.ofMillis(1), Duration.ofMillis(20), () -> 0.5);
    ChangeFeed feed = new ApiWatchFeed(api, quick);
    return new Source() {
      @Override
      public ChangeFeed feed() {
        return feed;
      }

      @Override
      public long put(
          String namespace, String name, String uid, Map<String, String> labels, String node) {
        return api.put(PODS, List.of(object(PODS, namespace, name, uid, labels, node)));
      }

      @Override
      public void remove(String namespace, String name) {
        api.remove(new ObjectKey(PODS.groupResource(), namespace, name));
      }

      @Override
      public void putBoth(String namespace, String first, String second) {
        api.put(
            PODS,
            List.of(
                object(PODS, namespace, first, "uid-" + first, Map.of(), ""),
                object(PODS, namespace, second, "uid-" + second, Map.of(), "")));
      }

      @Override
      public void putService(String namespace, String name) {
        api.put(SERVICES, List.of(object(SERVICES, namespace, name, "u", Map.of(), "")));
      }

      @Override
      public void loseHistory() {
        api.compact();
      }

      @Override
      public void interrupt() {
        api.disconnect(2);
      }

      @Override
      public Map<String, String> state() {
        Map<String, String> all = new TreeMap<>();
        api.objects()
            .forEach(
                (key, object) -> {
                  if (key.resource().equals(PODS.groupResource())) {
                    all.put(key.namespacedName(), object.uid());
                  }
                });
        return all;
      }

      @Override
      public void close() {}
    };
  }

  private static ResourceObject object(
      GroupVersionResource resource,
      String namespace,
      String name,
      String uid,
      Map<String, String> labels,
      String node) {
    ObjectNode tree = Json.object();
    ObjectNode metadata = tree.putObject("metadata");
    metadata.put("name", name).put("namespace", namespace).put("uid", uid);
    metadata.set("labels", Json.stringMap(labels));
    return ResourceObject.of(
        resource.groupResource(), tree, node.isEmpty() ? Map.of() : Map.of("spec.nodeName", node));
  }

  @Test
  void aBrokenConnectionGoesOnWhereItWasWithoutANewList() throws Exception {
    Recorder recorder = new Recorder();
    try (var subscription = source.feed().subscribe(PODS, recorder)) {
      recorder.awaitTold("SNAPSHOT 0");
      source.putBoth("default", "a", "b");
      recorder.await(r -> assertThat(r.told()).hasSize(3));
      api.disconnect(3);
      source.put("default", "c", "u", Map.of(), "");
      recorder.await(r -> assertThat(r.told()).hasSize(4).endsWith("ADDED default/c"));
      assertThat(api.lists()).isEqualTo(1);
      assertThat(subscription).isNotNull();
    }
  }

  @Test
  void aConnectionMayBreakBetweenTwoChangesOfOneRevision() {
    Progress progress = new Progress();
    progress.restart(10);
    ResourceObject a = at(object(PODS, "default", "a", "u", Map.of(), ""), 12);
    ResourceObject b = at(object(PODS, "default", "b", "u", Map.of(), ""), 12);
    assertThat(progress.isNew(new Change(Change.Type.ADDED, a, null))).isTrue();
    assertThat(progress.resumeAfter()).isEqualTo(11);
    assertThat(progress.isNew(new Change(Change.Type.ADDED, a, null))).isFalse();
    assertThat(progress.isNew(new Change(Change.Type.ADDED, b, null))).isTrue();
    progress.reached(12);
    assertThat(progress.isNew(new Change(Change.Type.ADDED, b, null))).isFalse();
    assertThat(progress.resumeAfter()).isEqualTo(12);
  }

  private static ResourceObject at(ResourceObject object, long revision) {
    return new ResourceObject(
        object.key(),
        object.uid(),
        revision,
        object.labels(),
        object.fields(),
        object.owners(),
        object.deleting(),
        object.json());
  }

  @Test
  void waitsLongerAfterEachFailureUpToABound() {
    Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 0.0);
    assertThat(backoff.delay(1)).isEqualTo(Duration.ofMillis(100));
    assertThat(backoff.delay(2)).isEqualTo(Duration.ofMillis(200));
    assertThat(backoff.delay(9)).isEqualTo(Duration.ofMillis(25_600));
    assertThat(backoff.delay(500)).isEqualTo(Duration.ofSeconds(30));
    assertThat(new Backoff(Duration.ofMillis(100), Duration.ofSeconds(30), () -> 1.0).delay(1))
        .isEqualTo(Duration.ofMillis(150));
  }
}
