package io.gantry.controlruntime;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ListOptions;
import io.gantry.apimodel.Listing;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.changefeed.FeedFilter;
import io.gantry.changefeed.ListWatch;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/** List and watch over HTTP. Lists come in chunks of 500, which together are one revision. */
public final class HttpListWatch implements ListWatch {
  private static final int CHUNK = 500;

  /** Watches end after five to ten minutes, not all at once, as client-go's reflector asks. */
  private static final int SHORTEST_WATCH_SECONDS = 300;

  private final HttpApiClient client;
  private final RandomGenerator random;

  public HttpListWatch(HttpApiClient client, RandomGenerator random) {
    this.client = client;
    this.random = random;
  }

  @Override
  public Listing list(GroupVersionResource resource, FeedFilter filter)
      throws InterruptedException {
    while (true) {
      try {
        return allChunks(resource, filter);
      } catch (StatusException e) {
        // The continue token outlived the server's memory: begin again, at a newer revision.
        if (e.code() != 410) {
          throw e;
        }
      } catch (UncheckedIOException e) {
        throw interruptedOr(e);
      }
    }
  }

  private Listing allChunks(GroupVersionResource resource, FeedFilter filter) {
    List<ResourceObject> items = new ArrayList<>();
    String token = "";
    while (true) {
      ListOptions options = new ListOptions(filter.labels(), filter.fields(), CHUNK, token, "", "");
      Listing chunk = client.list(resource, filter.namespace(), options);
      items.addAll(chunk.items());
      token = chunk.continueToken();
      if (token.isEmpty()) {
        return new Listing(chunk.revision(), items, "", 0);
      }
    }
  }

  @Override
  public End watch(GroupVersionResource resource, FeedFilter filter, long after, Sink sink)
      throws InterruptedException {
    int seconds = SHORTEST_WATCH_SECONDS + random.nextInt(SHORTEST_WATCH_SECONDS);
    String path =
        resource.path(filter.namespace(), "")
            + new UrlQuery()
                .add("watch", "true")
                .add("allowWatchBookmarks", "true")
                .add("resourceVersion", Long.toString(after))
                .add("timeoutSeconds", Integer.toString(seconds))
                .add("labelSelector", filter.labels().toString())
                .add("fieldSelector", filter.fields().toString())
                .suffix();
    try (InputStream stream = new BufferedInputStream(client.stream(path), 1 << 16)) {
      for (byte[] line = line(stream); line != null; line = line(stream)) {
        if (line.length > 0 && !handOver(resource, Json.parseObject(line), sink)) {
          return End.GONE;
        }
      }
      return End.CLOSED;
    } catch (StatusException e) {
      if (e.code() == 410) {
        return End.GONE;
      }
      throw e;
    } catch (IOException e) {
      if (Thread.interrupted()) {
        throw interrupted(e);
      }
      // The connection broke in the middle of a watch: the same as its end.
      return End.CLOSED;
    } catch (UncheckedIOException e) {
      throw interruptedOr(e);
    }
  }

  /** False when the server no longer knows the revision. */
  private static boolean handOver(GroupVersionResource resource, ObjectNode event, Sink sink) {
    String type = Json.text(event, "type");
    if (!(Json.at(event, "object") instanceof ObjectNode object)) {
      throw new IllegalStateException("watch event without an object: " + type);
    }
    switch (type) {
      case "ADDED", "MODIFIED", "DELETED" ->
          sink.change(
              new Change(
                  Change.Type.valueOf(type), SelectableFields.object(resource, object), null));
      case "BOOKMARK" ->
          sink.bookmark(Long.parseLong(Json.text(object, "metadata", "resourceVersion")));
      case "ERROR" -> {
        ApiStatus status = ApiStatus.fromJson(500, object);
        if (status.code() == 410) {
          return false;
        }
        throw status.asException();
      }
      default -> throw new IllegalStateException("watch event of unknown type " + type);
    }
    return true;
  }

  /** The bytes up to the next line end; null at the end of the stream, where a rest is dropped. */
  private static byte[] line(InputStream stream) throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream(4096);
    for (int next = stream.read(); next >= 0; next = stream.read()) {
      if (next == '\n') {
        return line.toByteArray();
      }
      line.write(next);
    }
    return null;
  }

  private static UncheckedIOException interruptedOr(UncheckedIOException e)
      throws InterruptedException {
    if (Thread.interrupted()) {
      throw interrupted(e);
    }
    return e;
  }

  private static InterruptedException interrupted(Exception cause) {
    InterruptedException interrupted = new InterruptedException("watch or list interrupted");
    interrupted.initCause(cause);
    return interrupted;
  }
}
