package io.gantry.changefeed;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** A listener that writes down what it is told, and checks that it makes sense. */
public final class Recorder implements FeedListener {
  private final List<String> told = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private final Map<ObjectKey, ResourceObject> state = new HashMap<>();
  private final AtomicInteger inside = new AtomicInteger();
  private int snapshots;
  private long newest;

  @Override
  public void snapshot(long revision, List<ResourceObject> objects) {
    once(
        () -> {
          snapshots++;
          state.clear();
          objects.forEach(object -> state.put(object.key(), object));
          check(revision >= newest, "snapshot back at " + revision + " after " + newest);
          newest = revision;
          told.add("SNAPSHOT " + objects.size());
        });
  }

  @Override
  public void change(Change change) {
    once(
        () -> {
          ResourceObject object = change.object();
          ResourceObject known = state.get(object.key());
          check(snapshots > 0, "a change before the first snapshot");
          check(change.revision() >= newest, object + " after " + newest);
          newest = change.revision();
          switch (change.type()) {
            case ADDED -> check(known == null, "added twice: " + object);
            case MODIFIED ->
                check(
                    known != null && known.uid().equals(object.uid()),
                    "modified, but unknown: " + object);
            case DELETED -> check(known != null, "deleted, but unknown: " + object);
          }
          if (change.type() == Change.Type.DELETED) {
            state.remove(object.key());
          } else {
            state.put(object.key(), object);
          }
          told.add(change.type() + " " + object.key().namespacedName());
        });
  }

  private void once(Runnable call) {
    check(inside.incrementAndGet() == 1, "calls overlap");
    synchronized (this) {
      call.run();
    }
    inside.decrementAndGet();
  }

  private synchronized void check(boolean right, String otherwise) {
    if (!right) {
      wrong.add(otherwise);
    }
  }

  public synchronized List<String> told() {
    return List.copyOf(told);
  }

  public synchronized int snapshots() {
    return snapshots;
  }

  public synchronized long newest() {
    return newest;
  }

  /** Name and uid of all objects, as the listener now believes. */
  public synchronized Map<String, String> state() {
    Map<String, String> all = new TreeMap<>();
    state.values().forEach(object -> all.put(object.key().namespacedName(), object.uid()));
    return all;
  }

  public synchronized ResourceObject object(String namespace, String name) {
    return state.values().stream()
        .filter(o -> o.namespace().equals(namespace) && o.name().equals(name))
        .findFirst()
        .orElse(null);
  }

  public synchronized void assertNothingWrong() {
    assertThat(wrong).isEmpty();
  }

  /** Waits until what was heard satisfies; says the last failure. */
  public void await(Consumer<Recorder> assertion) throws InterruptedException {
    long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
    while (true) {
      try {
        assertion.accept(this);
        assertNothingWrong();
        return;
      } catch (AssertionError e) {
        if (System.nanoTime() > deadline) {
          throw e;
        }
        Thread.sleep(5);
      }
    }
  }

  public void awaitTold(String... expected) throws InterruptedException {
    await(recorder -> assertThat(recorder.told()).containsExactly(expected));
  }
}
