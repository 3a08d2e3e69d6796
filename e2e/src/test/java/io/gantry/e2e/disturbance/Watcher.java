package io.gantry.e2e.disturbance;

import io.gantry.apimodel.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Watches a collection as clients do: lists once, and goes on from the last revision it saw. */
final class Watcher implements AutoCloseable {
  private final PlainApi api;
  private final String name;
  private final String path;
  private final String query;
  private final List<Seen> seen = new ArrayList<>();
  private long last;
  private boolean listed;
  private int gaps;
  private int resumed;
  private Thread thread;

  /**
   * @param query more than the watch itself needs, beginning with {@code &}, or empty
   */
  Watcher(PlainApi api, String name, String path, String query) {
    this.api = api;
    this.name = name;
    this.path = path;
    this.query = query;
  }

  /** Everything there already counts as seen. */
  void start() {
    thread = Thread.ofVirtual().name("watcher-" + name).start(this::run);
  }

  private void run() {
    try {
      while (true) {
        try {
          if (!listed) {
            list();
          }
          follow();
        } catch (IOException e) {
          // Its place is known: it goes on from there.
        }
        synchronized (this) {
          resumed++;
        }
        Thread.sleep(100);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void list() throws InterruptedException {
    PlainApi.Answer answer = api.insist("GET", path + "?limit=1" + query);
    synchronized (this) {
      last = answer.revision();
      listed = true;
    }
  }

  private void follow() throws IOException, InterruptedException {
    HttpResponse<InputStream> answer =
        api.stream(
            path + "?watch=true&allowWatchBookmarks=true&resourceVersion=" + revision() + query);
    try (BufferedReader lines =
        new BufferedReader(new InputStreamReader(answer.body(), StandardCharsets.UTF_8))) {
      if (answer.statusCode() == 410) {
        lostPlace();
      } else if (answer.statusCode() == 200) {
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
          take(parsed(line));
        }
      }
    }
  }

  /** The last line of a broken connection may be half a line. */
  private static JsonNode parsed(String line) throws IOException {
    try {
      return Json.parse(line);
    } catch (RuntimeException e) {
      throw new IOException("half an event", e);
    }
  }

  private synchronized void lostPlace() {
    gaps++;
    listed = false;
  }

  private synchronized void take(JsonNode event) throws IOException {
    String type = Json.text(event, "type");
    JsonNode object = Json.at(event, "object");
    if (type.equals("ERROR")) {
      if (Json.integer(object, 0, "code") == 410) {
        lostPlace();
      }
      throw new IOException("the watch ended: " + Json.text(object, "message"));
    }
    last = Long.parseLong(Json.text(object, "metadata", "resourceVersion"));
    if (!type.equals("BOOKMARK")) {
      seen.add(seen(type, last, object));
    }
  }

  static Seen seen(String type, long revision, JsonNode object) {
    String counter = Json.text(object, "data", "counter");
    return new Seen(
        revision,
        type,
        Json.text(object, "metadata", "name"),
        Json.text(object, "metadata", "uid"),
        counter.isEmpty() ? -1 : Long.parseLong(counter));
  }

  synchronized long revision() {
    return last;
  }

  synchronized boolean isListed() {
    return listed;
  }

  synchronized History history() {
    return new History(name, List.copyOf(seen), gaps, resumed, 0);
  }

  @Override
  public synchronized String toString() {
    return name + (listed ? " at " + last : " without a list");
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
