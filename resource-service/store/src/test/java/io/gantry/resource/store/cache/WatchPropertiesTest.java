package io.gantry.resource.store.cache;

import static io.gantry.resource.store.Samples.PODS;
import static io.gantry.resource.store.Samples.draft;
import static io.gantry.resource.store.Samples.key;
import static io.gantry.resource.store.Samples.put;
import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.FieldSelector;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.store.Commit;
import io.gantry.resource.store.MemoryStore;
import io.gantry.resource.store.Samples;
import io.gantry.resource.store.Selection;
import io.gantry.resource.store.WatchCursor;
import io.gantry.resource.store.WatchEvent;
import io.gantry.resource.store.Window;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever happens: a list and the events after it give what a later list gives. */
class WatchPropertiesTest {
  record Step(String namespace, String name, int uid, String app, String node, boolean remove) {}

  record View(String namespace, String name, String app, String node) {
    Selection selection() {
      return Selection.of(
          app.isEmpty()
              ? LabelSelector.EVERYTHING
              : new LabelSelector(
                  List.of(
                      new LabelSelector.Requirement(
                          "app", LabelSelector.Operator.EQUALS, java.util.Set.of(app)))),
          node.isEmpty() ? FieldSelector.EVERYTHING : FieldSelector.equal("spec.nodeName", node));
    }
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    return Combinators.combine(
            Arbitraries.of("a", "a-b", "b"),
            Arbitraries.of("x", "y"),
            Arbitraries.integers().between(1, 2),
            Arbitraries.of("web", "db"),
            Arbitraries.of("", "n1", "n2"),
            Arbitraries.of(true, false, false))
        .as(Step::new)
        .list()
        .ofMaxSize(40);
  }

  @Provide
  Arbitrary<View> views() {
    return Combinators.combine(
            Arbitraries.of("", "a", "b"),
            Arbitraries.of("", "x"),
            Arbitraries.of("", "web"),
            Arbitraries.of("", "n1"))
        .as(View::new);
  }

  @Property(tries = 300)
  void listAndWatchAgree(
      @ForAll("steps") List<Step> before,
      @ForAll("steps") List<Step> after,
      @ForAll("views") View view)
      throws Exception {
    MemoryStore store = new MemoryStore();
    LogTailCache cache = new LogTailCache(store, Window.STANDARD, InstantSource.system());
    cache.start();
    try {
      before.forEach(step -> perform(cache, step));
      long start = cache.revision();
      Map<ObjectKey, ResourceObject> known = list(cache, view, start);
      after.forEach(step -> perform(cache, step));
      // Once from the past, as a client that comes back; the other was there all the time.
      try (WatchCursor cursor =
          cache.watch(PODS, view.namespace, view.name, view.selection(), start)) {
        long last = start;
        for (WatchEvent event : cursor.poll(1000)) {
          assertThat(event.object().revision()).isGreaterThanOrEqualTo(last);
          last = event.object().revision();
          ObjectKey key = event.object().key();
          assertThat(known.containsKey(key)).isEqualTo(event.type() != Change.Type.ADDED);
          if (event.type() == Change.Type.DELETED) {
            known.remove(key);
          } else {
            known.put(key, event.object());
          }
        }
        assertThat(cursor.revision()).isEqualTo(cache.revision());
      }
      assertThat(texts(known)).isEqualTo(texts(list(cache, view, 0)));
    } finally {
      cache.close();
    }
  }

  private static void perform(LogTailCache cache, Step step) {
    ObjectKey key = key(PODS, step.namespace, step.name);
    if (step.remove) {
      cache
          .get(key)
          .ifPresent(
              object ->
                  cache.commit(
                      Samples.commit(List.of(), new Commit.Write.Remove(Samples.again(object)))));
    } else {
      cache.commit(put(draft(key, "uid-" + step.uid, Map.of("app", step.app), step.node, "data")));
    }
  }

  private static Map<ObjectKey, ResourceObject> list(LogTailCache cache, View view, long revision)
      throws Exception {
    Map<ObjectKey, ResourceObject> all = new TreeMap<>();
    for (ResourceObject object :
        cache.list(PODS, view.namespace, view.selection(), revision, null, 0).items()) {
      if (view.name.isEmpty() || view.name.equals(object.name())) {
        all.put(object.key(), object);
      }
    }
    return all;
  }

  private static List<String> texts(Map<ObjectKey, ResourceObject> objects) {
    return new ArrayList<>(
        objects.values().stream()
            .map(object -> object + " " + object.uid())
            .collect(Collectors.toList()));
  }
}
