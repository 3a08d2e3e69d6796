package io.gantry.resource.store.cache;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** The tree agrees with a sorted map after any puts and removals, and keeps what it was before. */
class ObjectTreeTest {
  private static final GroupResource MAPS = new GroupResource("", "configmaps");

  private static ResourceObject object(int number, long revision) {
    ObjectKey key = new ObjectKey(MAPS, number % 2 == 0 ? "kube" : "kube-system", "n" + number);
    return new ResourceObject(
        key, "u", revision, Map.of(), Map.of(), List.of(), false, new byte[0]);
  }

  private static List<ResourceObject> all(ObjectTree tree, int first) {
    List<ResourceObject> all = new ArrayList<>();
    tree.visit(first, all::add);
    return all;
  }

  private static void agree(ObjectTree tree, TreeMap<ObjectKey, ResourceObject> map) {
    List<ResourceObject> wanted = List.copyOf(map.values());
    assertThat(all(tree, 0)).isEqualTo(wanted);
    assertThat(tree.size()).isEqualTo(map.size());
    int half = wanted.size() / 2;
    assertThat(all(tree, half)).isEqualTo(wanted.subList(half, wanted.size()));
  }

  /** Even numbers put, odd ones remove; from an empty tree, or one that was loaded whole. */
  @Property(tries = 200)
  void agreesWithSortedMap(
      @ForAll @Size(max = 1500) List<@IntRange(max = 1999) Integer> steps,
      @ForAll @IntRange(max = 3000) int loaded) {
    TreeMap<ObjectKey, ResourceObject> map = new TreeMap<>(KeyOrder.INSTANCE);
    for (int i = 0; i < loaded; i++) {
      ResourceObject object = object(i, 0);
      map.put(object.key(), object);
    }
    ObjectTree tree = ObjectTree.of(map.values());
    agree(tree, map);
    ObjectTree old = tree;
    TreeMap<ObjectKey, ResourceObject> then = new TreeMap<>(map);
    long revision = 1;
    for (int step : steps) {
      ResourceObject object = object(step / 2, revision++);
      assertThat(tree.get(object.key())).isSameAs(map.get(object.key()));
      assertThat(tree.before(object.key())).isEqualTo(map.headMap(object.key()).size());
      if (step % 2 == 0) {
        map.put(object.key(), object);
        tree = tree.plus(object);
      } else {
        map.remove(object.key());
        tree = tree.minus(object.key());
      }
    }
    agree(tree, map);
    agree(old, then);
  }

  @Property(tries = 50)
  void everythingCanBeRemoved(@ForAll @IntRange(min = 1, max = 5000) int count) {
    ObjectTree tree = ObjectTree.EMPTY;
    for (int i = 0; i < count; i++) {
      tree = tree.plus(object(i, 1));
    }
    assertThat(tree.size()).isEqualTo(count);
    for (int i = count - 1; i >= 0; i--) {
      tree = tree.minus(object(i, 1).key());
    }
    assertThat(tree.size()).isZero();
    assertThat(all(tree, 0)).isEmpty();
  }
}
