package io.gantry.gateway.route;

import io.gantry.apiaccess.BoundObjects;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.client.ContentResponse;
import tools.jackson.databind.JsonNode;

/**
 * What tokens are bound to, as resource-service tells; an answer counts for ten seconds, as in
 * Kubernetes' own token cache.
 */
public final class RemoteBoundObjects implements BoundObjects {
  private static final Duration FRESH = Duration.ofSeconds(10);
  private static final int REMEMBERED = 10_000;

  private final ResourceServiceClient client;
  private final UserInfo self;
  private final InstantSource clock;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /**
   * @param self who asks; must be allowed to read secrets' names and uids
   */
  public RemoteBoundObjects(ResourceServiceClient client, UserInfo self, InstantSource clock) {
    this.client = client;
    this.self = self;
    this.clock = clock;
  }

  private record Known(Optional<State> state, Instant at) {}

  @Override
  public Optional<State> find(String resource, String namespace, String name) {
    String path =
        (namespace.isEmpty() ? "/api/v1/" : "/api/v1/namespaces/" + namespace + "/")
            + resource
            + "/"
            + name;
    Instant now = clock.instant();
    Known before = known.get(path);
    if (before != null && now.isBefore(before.at().plus(FRESH))) {
      return before.state();
    }
    Optional<State> state = ask(path);
    if (known.size() >= REMEMBERED) {
      known.clear();
    }
    known.put(path, new Known(state, now));
    return state;
  }

  private Optional<State> ask(String path) {
    ContentResponse answer = client.ask(self, "GET", path, new byte[0]);
    if (answer.getStatus() == 404) {
      return Optional.empty();
    }
    if (answer.getStatus() != 200) {
      throw ApiStatus.unavailable("what the token is bound to cannot be looked up").asException();
    }
    JsonNode metadata = Json.at(Json.parse(answer.getContent()), "metadata");
    String deletion = Json.text(metadata, "deletionTimestamp");
    return Optional.of(
        new State(Json.text(metadata, "uid"), deletion.isEmpty() ? null : Instant.parse(deletion)));
  }
}
