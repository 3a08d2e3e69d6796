package io.gantry.e2e.disturbance;

import io.gantry.apimodel.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Clients that change things, each at its own pace, until told to end. A client whose answer was
 * lost finds out what became of its write before it goes on: by name, or, where the server chose
 * the name, by a label with an operation's id of its own.
 */
final class Writers {
  private static final String OPERATION = "operation";

  /** How long a create under a name of the server's is looked for; a write takes no longer. */
  private static final Duration SETTLED = Duration.ofSeconds(60);

  private interface Step {
    void run(long turn) throws InterruptedException;
  }

  private record Named(String name, String uid) {}

  private final PlainApi api;
  private final String path;
  private final Promises promises;
  private final List<Thread> threads = new ArrayList<>();
  private final BlockingQueue<Named> deletable = new LinkedBlockingQueue<>();
  private volatile boolean ending;

  /**
   * @param path of the ConfigMaps of a namespace
   */
  Writers(PlainApi api, String path, Promises promises) {
    this.api = api;
    this.path = path;
    this.promises = promises;
  }

  void start() {
    for (int i = 0; i < 2; i++) {
      String prefix = "named-" + i + "-";
      repeat(Duration.ofMillis(250), turn -> create(prefix + turn));
    }
    repeat(Duration.ofMillis(500), turn -> createUnderAnyName());
    repeat(Duration.ofMillis(500), turn -> deleteOne());
    for (int i = 0; i < 4; i++) {
      String writer = "writer-" + i;
      String counter = "counter-" + i / 2;
      repeat(Duration.ofMillis(300), turn -> increment(counter, writer, turn));
    }
  }

  private void repeat(Duration pace, Step step) {
    threads.add(
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    for (long turn = 0; !ending; turn++) {
                      step.run(turn);
                      Thread.sleep(pace);
                    }
                  } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                  } catch (RuntimeException e) {
                    promises.violated("a writer ended: " + e);
                  }
                }));
  }

  /** Each client ends what it has begun; false when one could not. */
  boolean end(Duration within) throws InterruptedException {
    ending = true;
    long deadline = System.nanoTime() + within.toNanos();
    boolean all = true;
    for (Thread thread : threads) {
      long left = Math.max(1, deadline - System.nanoTime());
      all &= thread.join(Duration.ofNanos(left));
    }
    return all;
  }

  private static ObjectNode configMap(String name, String operation) {
    ObjectNode object = Json.object();
    object.put("apiVersion", "v1").put("kind", "ConfigMap");
    object.putObject("metadata").put("name", name);
    object.putObject("data").put(OPERATION, operation);
    return object;
  }

  /** Sends once; null when the answer was lost or says that nobody knows. */
  private PlainApi.Answer attempt(String method, String at, JsonNode body) {
    try {
      PlainApi.Answer answer = api.send(method, at, body);
      if (answer.isFinal()) {
        return answer;
      }
      promises.tally("refused " + answer.code() + " " + Json.text(answer.body(), "reason"));
      if (Json.text(answer.body(), "message").isEmpty()) {
        promises.violated("an answer " + answer.code() + " without a message");
      }
    } catch (IOException e) {
      promises.tally("answers lost");
    }
    return null;
  }

  void create(String name) throws InterruptedException {
    String operation = UUID.randomUUID().toString();
    while (true) {
      PlainApi.Answer answer = attempt("POST", path, configMap(name, operation));
      if (answer != null && answer.code() == 201) {
        promises.created(name, answer.uid(), answer.revision());
        promises.tally("creates");
        offerForDeletion(name, answer.uid());
        return;
      }
      if (answer != null && answer.code() == 409) {
        PlainApi.Answer there = api.insist("GET", path + "/" + name);
        if (operation.equals(Json.text(there.body(), "data", OPERATION))) {
          promises.created(name, there.uid(), there.revision());
          promises.tally("creates whose outcome was learned");
        } else {
          promises.violated(name + " exists and is not ours");
        }
        return;
      }
      if (answer != null) {
        promises.violated("create " + name + ": " + answer.code());
        return;
      }
      Thread.sleep(200);
    }
  }

  private void offerForDeletion(String name, String uid) {
    if (name.hashCode() % 2 == 0) {
      deletable.add(new Named(name, uid));
    }
  }

  private void createUnderAnyName() throws InterruptedException {
    String operation = UUID.randomUUID().toString();
    ObjectNode object = configMap("", operation);
    ObjectNode metadata = Json.ensureObject(object, "metadata");
    metadata.remove("name");
    metadata.put("generateName", "any-").putObject("labels").put(OPERATION, operation);
    PlainApi.Answer answer = attempt("POST", path, object);
    if (answer != null && answer.code() == 201) {
      String name = Json.text(answer.body(), "metadata", "name");
      promises.created(name, answer.uid(), answer.revision());
      promises.tally("creates");
      return;
    }
    if (answer != null) {
      promises.violated("create under any name: " + answer.code());
      return;
    }
    List<JsonNode> found = lookFor(operation);
    if (found.isEmpty()) {
      promises.abandoned(operation);
      promises.tally("creates that were learned not to have happened");
      return;
    }
    JsonNode there = found.getFirst();
    promises.created(
        Json.text(there, "metadata", "name"),
        Json.text(there, "metadata", "uid"),
        Long.parseLong(Json.text(there, "metadata", "resourceVersion")));
    promises.tally("creates whose outcome was learned");
  }

  /** What the operation made; nothing when it was not there all the time a write may take. */
  private List<JsonNode> lookFor(String operation) throws InterruptedException {
    String list = path + "?labelSelector=" + OPERATION + "%3D" + operation;
    long settled = System.nanoTime() + SETTLED.toNanos();
    return Await.until(
            operation + " is there, or is known not to be",
            SETTLED.multipliedBy(2),
            () -> {
              boolean late = System.nanoTime() > settled;
              return new Found(late, Json.items(api.insist("GET", list).body(), "items"));
            },
            found -> found.late || !found.items.isEmpty())
        .items;
  }

  private record Found(boolean late, List<JsonNode> items) {}

  private void deleteOne() throws InterruptedException {
    Named target = deletable.poll();
    if (target == null) {
      return;
    }
    ObjectNode options = Json.object();
    options.put("apiVersion", "v1").put("kind", "DeleteOptions");
    options.putObject("preconditions").put("uid", target.uid());
    boolean lost = false;
    while (true) {
      PlainApi.Answer answer = attempt("DELETE", path + "/" + target.name(), options);
      if (answer != null) {
        if (answer.code() == 200) {
          promises.tally("deletes");
        } else if (answer.code() == 404 && lost) {
          promises.tally("deletes whose outcome was learned");
        } else {
          promises.violated("delete " + target.name() + ": " + answer.code());
          return;
        }
        promises.deleted(target.name(), target.uid());
        return;
      }
      lost = true;
      Thread.sleep(200);
    }
  }

  /** Read, add one, write with the version read: two writers a counter. */
  private void increment(String counter, String writer, long turn) throws InterruptedException {
    String pending = null;
    for (int attempt = 0; ; attempt++) {
      ObjectNode object = (ObjectNode) api.insist("GET", path + "/" + counter).body();
      ObjectNode data = Json.ensureObject(object, "data");
      if (pending != null && pending.equals(Json.text(data, writer))) {
        promises.incremented(counter, 0);
        promises.tally("updates whose outcome was learned");
        return;
      }
      String operation = turn + "." + attempt;
      long value = Long.parseLong(Json.text(data, "counter"));
      data.put("counter", Long.toString(value + 1)).put(writer, operation);
      PlainApi.Answer answer = attempt("PUT", path + "/" + counter, object);
      if (answer == null) {
        pending = operation;
        Thread.sleep(200);
      } else if (answer.code() == 200) {
        promises.incremented(counter, answer.revision());
        promises.tally("updates");
        return;
      } else if (answer.code() == 409) {
        promises.tally("update conflicts");
      } else {
        promises.violated("update " + counter + ": " + answer.code());
        return;
      }
    }
  }
}
