package io.gantry.nodeagent.server;

import io.gantry.nodeagent.runtime.ContainerRuntime;
import io.gantry.nodeagent.runtime.LogOptions;
import io.gantry.nodeagent.runtime.ObservedContainer;
import io.gantry.nodeagent.runtime.OutputSink;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.util.List;

/** {@code GET /containerLogs/{namespace}/{pod}/{container}}. */
final class ContainerLogsEndpoint {
  private final PodLookup pods;
  private final ContainerRuntime runtime;
  private final InstantSource clock;

  ContainerLogsEndpoint(PodLookup pods, ContainerRuntime runtime, InstantSource clock) {
    this.pods = pods;
    this.runtime = runtime;
    this.clock = clock;
  }

  /** The container whose log is asked for, found before the answer begins. */
  ObservedContainer find(String namespace, String pod, String container, Query query) {
    List<ObservedContainer> attempts = pods.attempts(namespace, pod, container);
    if (query.flag("previous")) {
      return attempts.stream()
          .skip(attempts.isEmpty() || attempts.getFirst().exited() ? 0 : 1)
          .filter(ObservedContainer::exited)
          .findFirst()
          .orElseThrow(
              () ->
                  new RequestException(
                      400,
                      "previous terminated container \""
                          + container
                          + "\" in pod \""
                          + pod
                          + "\" not found"));
    }
    if (attempts.isEmpty()) {
      throw new RequestException(400, pods.waiting(namespace, pod, container));
    }
    return attempts.getFirst();
  }

  /** Copies the log; returns when it ends, the limit is reached, or the reader left. */
  void copy(ObservedContainer container, Query query, OutputStream out)
      throws InterruptedException, IOException {
    boolean follow = query.flag("follow") && container.running();
    Long tail = query.number("tailLines");
    Long limit = query.number("limitBytes");
    LogOptions options =
        new LogOptions(
            follow,
            tail == null ? -1 : tail,
            since(query),
            query.flag("timestamps"),
            !query.text("stream").equals("Stderr"),
            !query.text("stream").equals("Stdout"));
    if (tail != null && tail == 0 && !follow) {
      return;
    }
    Limited sink = new Limited(out, limit == null ? Long.MAX_VALUE : limit, follow);
    runtime.logs(container.id(), options, sink);
    out.flush();
  }

  private Instant since(Query query) {
    Long seconds = query.number("sinceSeconds");
    if (seconds != null) {
      return clock.instant().minusSeconds(seconds);
    }
    String time = query.text("sinceTime");
    if (time.isEmpty()) {
      return null;
    }
    try {
      return Instant.parse(time);
    } catch (DateTimeParseException e) {
      throw new RequestException(400, "invalid sinceTime: " + time);
    }
  }

  /** Writes until so many bytes are written; each piece at once when somebody follows. */
  private static final class Limited implements OutputSink {
    private final OutputStream out;
    private final boolean flush;
    private long left;

    Limited(OutputStream out, long limit, boolean flush) {
      this.out = out;
      this.left = limit;
      this.flush = flush;
    }

    @Override
    public void stdout(byte[] bytes) throws IOException {
      int take = (int) Math.min(left, bytes.length);
      out.write(bytes, 0, take);
      left -= take;
      if (flush) {
        out.flush();
      }
      if (left == 0) {
        throw new IOException("limit reached");
      }
    }

    @Override
    public void stderr(byte[] bytes) throws IOException {
      stdout(bytes);
    }
  }
}
