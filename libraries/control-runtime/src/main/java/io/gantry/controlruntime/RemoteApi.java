package io.gantry.controlruntime;

import io.gantry.apimodel.Json;
import io.gantry.changefeed.ApiWatchFeed;
import io.gantry.changefeed.Backoff;
import io.gantry.changefeed.ChangeFeed;
import io.gantry.changefeed.ListWatch;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;

/** All that a service in a process of its own needs of the API: clients, and changes by watch. */
public final class RemoteApi implements AutoCloseable {
  private final HttpEndpoint own;
  private final HttpEndpoint anonymous;
  private final HttpApiClients clients;
  private final HttpApiClient reader;
  private final ListWatch listWatch;
  private final ChangeFeed feed;

  /**
   * @param userAgent of the change feed's requests, such as {@code kube-scheduler/v1.32.5}
   */
  public RemoteApi(
      URI server,
      PemIdentity identity,
      String userAgent,
      InstantSource clock,
      RandomGenerator random) {
    this.own = new HttpEndpoint(server, identity.withCertificate());
    this.anonymous = new HttpEndpoint(server, identity.anonymous());
    this.clients = new HttpApiClients(own, anonymous, TokenSource.NONE, clock);
    this.reader = new HttpApiClient(own, TokenSource.NONE, userAgent);
    this.listWatch = new HttpListWatch(reader, random);
    this.feed = new ApiWatchFeed(listWatch, Backoff.standard(random::nextDouble));
  }

  public ApiClients clients() {
    return clients;
  }

  public ChangeFeed feed() {
    return feed;
  }

  /** For another transport of changes, whose snapshots are lists of the API. */
  public ListWatch listWatch() {
    return listWatch;
  }

  /** The JSON document at a path that is no resource's, such as {@code /apis}. */
  public JsonNode document(String path) {
    try (InputStream body = reader.stream(path)) {
      return Json.parse(body.readAllBytes());
    } catch (IOException e) {
      throw new UncheckedIOException("GET " + path, e);
    }
  }

  /** Close what uses it first. */
  @Override
  public void close() {
    own.close();
    anonymous.close();
  }
}
