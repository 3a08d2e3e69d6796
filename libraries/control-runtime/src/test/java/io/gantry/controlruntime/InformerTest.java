package io.gantry.controlruntime;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.changefeed.ChangeFeed;
import io.gantry.changefeed.FeedFilter;
import io.gantry.changefeed.FeedListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class InformerTest {
  /** Hands the listener to the test. */
  private static final class HandFeed implements ChangeFeed {
    private FeedListener listener;

    @Override
    public Subscription subscribe(
        GroupVersionResource resource, FeedFilter filter, FeedListener to) {
      listener = to;
      return () -> {};
    }
  }

  private final HandFeed feed = new HandFeed();
  private final List<String> told = new ArrayList<>();
  private final Informer<ResourceObject> informer =
      Informer.of(feed, Resources.PODS)
          .index(
              "app",
              o -> o.labels().containsKey("app") ? List.of(o.labels().get("app")) : List.of())
          .handle(
              new ChangeHandler<>() {
                @Override
                public void added(ResourceObject object) {
                  told.add("+" + text(object));
                }

                @Override
                public void updated(ResourceObject before, ResourceObject after) {
                  told.add(text(before) + ">" + text(after));
                }

                @Override
                public void deleted(ResourceObject last) {
                  told.add("-" + text(last));
                }
              });

  InformerTest() {
    informer.start();
  }

  @Test
  void aSnapshotThenChangesThenASnapshotThatReplaces() throws InterruptedException {
    assertThat(informer.hasSynced()).isFalse();
    assertThat(informer.awaitSync(Duration.ZERO)).isFalse();
    feed.listener.snapshot(10, List.of(pod("a", "u1", 3, "x"), pod("b", "u2", 4, "y")));
    assertThat(informer.hasSynced()).isTrue();
    change(Change.Type.MODIFIED, pod("a", "u1", 11, "y"));
    change(Change.Type.DELETED, pod("b", "u2", 12, "y"));
    change(Change.Type.ADDED, pod("c", "u3", 13, "y"));
    assertThat(informer.indexed("app", "x")).isEmpty();
    assertThat(names(informer.indexed("app", "y"))).containsExactlyInAnyOrder("a", "c");
    assertThat(names(informer.inNamespace("ns"))).containsExactlyInAnyOrder("a", "c");
    assertThat(informer.inNamespace("other")).isEmpty();
    feed.listener.snapshot(20, List.of(pod("c", "u3", 13, "y"), pod("a", "u9", 18, "x")));
    assertThat(told)
        .containsExactly("+a@3", "+b@4", "a@3>a@11", "-b@12", "+c@13", "-a@11", "+a@18");
    assertThat(informer.get("ns", "a"))
        .hasValueSatisfying(o -> assertThat(o.uid()).isEqualTo("u9"));
    assertThat(informer.revision()).isEqualTo(20);
  }

  @Test
  void anOwnWriteShowsAtOnceAndItsEchoIsNotToldTwice() {
    feed.listener.snapshot(10, List.of());
    informer.wrote(pod("a", "u1", 12, "x"));
    assertThat(names(informer.list())).containsExactly("a");
    change(Change.Type.ADDED, pod("a", "u1", 12, "x"));
    assertThat(told).containsExactly("+a@12");
  }

  @Test
  void anOwnWriteThatTheFeedHasOvertakenDoesNotComeBackFromTheDead() {
    feed.listener.snapshot(10, List.of());
    change(Change.Type.ADDED, pod("a", "u1", 12, "x"));
    change(Change.Type.DELETED, pod("a", "u1", 13, "x"));
    informer.wrote(pod("a", "u1", 12, "x"));
    assertThat(informer.list()).isEmpty();
    assertThat(told).containsExactly("+a@12", "-a@13");
  }

  @Test
  void whatAnOwnWriteShowedOlderNewsDoesNotUndo() {
    feed.listener.snapshot(10, List.of(pod("a", "u1", 9, "x")));
    informer.wrote(pod("a", "u1", 15, "y"));
    change(Change.Type.MODIFIED, pod("a", "u1", 14, "z"));
    change(Change.Type.DELETED, pod("other", "u5", 14, "z"));
    assertThat(names(informer.indexed("app", "y"))).containsExactly("a");
    // A snapshot from before the write must not drop or undo it either.
    feed.listener.snapshot(14, List.of());
    assertThat(names(informer.list())).containsExactly("a");
    change(Change.Type.DELETED, pod("a", "u1", 16, "y"));
    assertThat(told).containsExactly("+a@9", "a@9>a@15", "-a@16");
  }

  @Test
  void aHandlerThatComesLateIsToldOfEverything() {
    feed.listener.snapshot(10, List.of(pod("a", "u1", 9, "x")));
    List<String> late = new ArrayList<>();
    informer.handle(ChangeHandler.each(o -> late.add(o.name())));
    assertThat(late).containsExactly("a");
  }

  private void change(Change.Type type, ResourceObject object) {
    feed.listener.change(new Change(type, object, null));
  }

  private static List<String> names(List<ResourceObject> objects) {
    return objects.stream().map(ResourceObject::name).toList();
  }

  private static String text(ResourceObject object) {
    return object.name() + "@" + object.revision();
  }

  static ResourceObject pod(String name, String uid, long revision, String app) {
    ObjectNode tree = Json.object();
    ObjectNode metadata = tree.putObject("metadata");
    metadata.put("name", name).put("namespace", "ns").put("uid", uid);
    metadata.put("resourceVersion", Long.toString(revision));
    metadata.set("labels", Json.stringMap(Map.of("app", app)));
    return ResourceObject.of(Resources.PODS.groupResource(), tree);
  }
}
