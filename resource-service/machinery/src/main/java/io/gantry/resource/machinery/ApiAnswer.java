package io.gantry.resource.machinery;

import io.gantry.apimodel.Listing;
import io.gantry.apimodel.ResourceObject;
import java.util.List;
import java.util.Map;

/** What a call is answered with. Refusals are {@code StatusException}s, encoded by the adapter. */
public sealed interface ApiAnswer {
  /** Texts for {@code Warning: 299 - "..."} headers. */
  default List<String> warnings() {
    return List.of();
  }

  /** An encoded document. */
  record Document(
      int code, String contentType, byte[] body, Map<String, String> headers, List<String> warnings)
      implements ApiAnswer {}

  /** A big document in pieces that are already in memory: a list is never copied into one array. */
  record Pieces(int code, String contentType, List<byte[]> pieces, List<String> warnings)
      implements ApiAnswer {}

  /** One object, for callers in this JVM ({@link ApiCall#AS_VALUES}). */
  record Entity(int code, ResourceObject object, List<String> warnings) implements ApiAnswer {}

  /** A list, for callers in this JVM. */
  record Items(Listing listing) implements ApiAnswer {}

  /** A watch: the adapter drains the source whenever it is ready, without a thread of its own. */
  record Watch(String contentType, WatchSource source) implements ApiAnswer {}

  /**
   * An authorized request that a node answers (logs, exec, attach, port-forward, proxy): the
   * gateway opens the tunnel.
   *
   * @param pathAndQuery of the kubelet API, {@code /containerLogs/ns/pod/container?follow=true}
   */
  record Connect(String scheme, String host, int port, String pathAndQuery) implements ApiAnswer {}

  /** Encoded watch events as they come. */
  interface WatchSource extends AutoCloseable {
    /** All bytes pending now; empty when there are none; null when the watch has ended. */
    byte[] drain();

    /** Calls once when {@link #drain} has something to give, or the watch has ended. */
    void whenReady(Runnable ready);

    @Override
    void close();
  }
}
