package io.gantry.resource.machinery.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.resource.machinery.FakeCluster;
import io.gantry.resource.machinery.FakeCluster.Reply;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchesTest {
  private static final String WIDGETS = "/apis/example.io/v1/namespaces/ns/widgets";
  private final FakeCluster cluster = new FakeCluster();

  @AfterEach
  void close() {
    cluster.close();
  }

  private Reply create(String name, String set) {
    return cluster.send(
        "POST", WIDGETS, "{'metadata':{'name':'%s','labels':{'set':'%s'}}}".formatted(name, set));
  }

  private void label(String name, String set) {
    cluster.patch(
        WIDGETS + "/" + name,
        "application/merge-patch+json",
        "{'metadata':{'labels':{'set':" + set + "}}}");
  }

  @Test
  void beginsWithTheStateThenFollows() {
    create("a", "one");
    Reply watch = cluster.get(WIDGETS + "?watch=true");
    create("b", "one");
    cluster.send("DELETE", WIDGETS + "/a", "");
    assertThat(watch.events(3)).containsExactly("ADDED a", "ADDED b", "DELETED a");
    watch.watch().close();
  }

  @Test
  void goesOnFromAVersion() {
    String version = create("a", "one").text("metadata", "resourceVersion");
    create("b", "one");
    Reply watch = cluster.get(WIDGETS + "?watch=true&resourceVersion=" + version);
    assertThat(watch.events(1)).containsExactly("ADDED b");
    watch.watch().close();
  }

  @Test
  void selectionsAreEnteredAndLeft() {
    create("a", "no");
    Reply watch = cluster.get(WIDGETS + "?watch=true&labelSelector=set%3Dyes");
    label("a", "'yes'");
    label("a", "null");
    assertThat(watch.events(2)).containsExactly("ADDED a", "DELETED a");
    watch.watch().close();
  }

  @Test
  void oneNameByPathOrSelector() {
    create("a", "one");
    create("b", "one");
    Reply path = cluster.get("/apis/example.io/v1/watch/namespaces/ns/widgets/b");
    assertThat(path.events(1)).containsExactly("ADDED b");
    path.watch().close();
    Reply selector = cluster.get(WIDGETS + "?watch=true&fieldSelector=metadata.name%3Da");
    label("b", "'x'");
    label("a", "'y'");
    assertThat(selector.events(2)).containsExactly("ADDED a", "MODIFIED a");
    selector.watch().close();
  }

  @Test
  void initialEventsEndWithABookmark() {
    create("a", "one");
    Reply watch =
        cluster.get(
            WIDGETS
                + "?watch=true&sendInitialEvents=true&resourceVersionMatch=NotOlderThan"
                + "&allowWatchBookmarks=true");
    assertThat(watch.events(2)).containsExactly("ADDED a", "BOOKMARK");
    watch.watch().close();
    assertThat(cluster.get(WIDGETS + "?watch=true&sendInitialEvents=true").message())
        .isEqualTo(
            "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden:"
                + " sendInitialEvents requires setting resourceVersionMatch to NotOlderThan");
  }

  @Test
  void endsAfterItsTime() {
    create("a", "one");
    Reply watch = cluster.get(WIDGETS + "?watch=true&timeoutSeconds=1&allowWatchBookmarks=true");
    assertThat(watch.events(100)).containsExactly("ADDED a");
  }

  @Test
  void theLastBookmarkComesTwoSecondsBeforeTheEnd() {
    create("a", "one");
    Reply watch = cluster.get(WIDGETS + "?watch=true&timeoutSeconds=3&allowWatchBookmarks=true");
    assertThat(watch.events(100)).containsExactly("ADDED a", "BOOKMARK");
  }

  @Test
  void badVersionsAreRefused() {
    Reply reply = cluster.get(WIDGETS + "?watch=true&resourceVersion=abc");
    assertThat(reply.code()).isEqualTo(500);
    assertThat(reply.message())
        .isEqualTo(
            "resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\": invalid"
                + " syntax");
  }
}
