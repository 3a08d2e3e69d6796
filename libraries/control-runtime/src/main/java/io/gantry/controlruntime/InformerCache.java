package io.gantry.controlruntime;

import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The maps of an {@link Informer}; every method is atomic and calls nothing outside. */
final class InformerCache<T> {
  record Entry<T>(
      String uid, long revision, T view, Map<String, ? extends Collection<String>> values) {}

  private static final String NAMESPACE = "io.gantry/namespace";

  private final Map<ObjectKey, Entry<T>> entries = new HashMap<>();
  private final Map<String, Function<? super T, ? extends Collection<String>>> functions =
      new LinkedHashMap<>();
  private final Map<String, Map<String, Set<ObjectKey>>> indexes = new HashMap<>();

  InformerCache() {
    indexes.put(NAMESPACE, new HashMap<>());
  }

  synchronized void addIndex(
      String name, Function<? super T, ? extends Collection<String>> values) {
    if (!entries.isEmpty()) {
      throw new IllegalStateException("index " + name + " added to an informer that has started");
    }
    functions.put(name, values);
    indexes.put(name, new HashMap<>());
  }

  synchronized Entry<T> entry(ObjectKey key) {
    return entries.get(key);
  }

  synchronized Optional<T> get(ObjectKey key) {
    return Optional.ofNullable(entries.get(key)).map(Entry::view);
  }

  synchronized List<T> all() {
    return entries.values().stream().map(Entry::view).toList();
  }

  synchronized List<ObjectKey> keys() {
    return List.copyOf(entries.keySet());
  }

  synchronized int size() {
    return entries.size();
  }

  List<T> inNamespace(String namespace) {
    return indexed(NAMESPACE, namespace);
  }

  synchronized List<T> indexed(String index, String value) {
    Map<String, Set<ObjectKey>> byValue = indexes.get(index);
    if (byValue == null) {
      throw new IllegalArgumentException("no index " + index);
    }
    List<T> found = new ArrayList<>();
    for (ObjectKey key : byValue.getOrDefault(value, Set.of())) {
      found.add(entries.get(key).view());
    }
    return found;
  }

  synchronized void put(ResourceObject object, T view) {
    remove(object.key());
    Map<String, Collection<String>> values = new HashMap<>();
    values.put(NAMESPACE, List.of(object.namespace()));
    functions.forEach((name, function) -> values.put(name, List.copyOf(function.apply(view))));
    values.forEach(
        (name, all) ->
            all.forEach(
                value ->
                    indexes
                        .get(name)
                        .computeIfAbsent(value, v -> new LinkedHashSet<>())
                        .add(object.key())));
    entries.put(object.key(), new Entry<>(object.uid(), object.revision(), view, values));
  }

  synchronized void remove(ObjectKey key) {
    Entry<T> entry = entries.remove(key);
    if (entry == null) {
      return;
    }
    entry
        .values()
        .forEach(
            (name, all) ->
                all.forEach(
                    value -> {
                      Set<ObjectKey> keys = indexes.get(name).get(value);
                      if (keys != null && keys.remove(key) && keys.isEmpty()) {
                        indexes.get(name).remove(value);
                      }
                    }));
  }
}
