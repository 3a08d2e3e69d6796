package io.gantry.nodeagent.volumes;

import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.controlruntime.ApiClient;
import io.gantry.nodeagent.pod.PodView;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.databind.node.ObjectNode;

/**
 * ServiceAccount tokens bound to pods, asked for through the TokenRequest API and renewed when four
 * fifths of their life, or a day, are over.
 */
public final class PodTokens {
  private static final GroupVersionResource SERVICE_ACCOUNTS =
      GroupVersionResource.core("serviceaccounts");
  private static final Duration OLDEST = Duration.ofHours(24);

  private final ApiClient api;
  private final InstantSource clock;
  private final Map<Key, Token> tokens = new ConcurrentHashMap<>();

  private record Key(String podUid, String audience, long seconds) {}

  private record Token(String text, Instant renewAt) {}

  public PodTokens(ApiClient api, InstantSource clock) {
    this.api = api;
    this.clock = clock;
  }

  /**
   * @param audience empty for the API server's
   */
  String token(PodView pod, String audience, long seconds) {
    Key key = new Key(pod.ref().uid(), audience, seconds);
    Token known = tokens.get(key);
    Instant now = clock.instant();
    if (known != null && now.isBefore(known.renewAt)) {
      return known.text;
    }
    Token fresh = request(pod, audience, seconds, now);
    tokens.put(key, fresh);
    return fresh.text;
  }

  private Token request(PodView pod, String audience, long seconds, Instant now) {
    ObjectNode request = Json.object();
    request.put("apiVersion", "authentication.k8s.io/v1").put("kind", "TokenRequest");
    ObjectNode spec = request.putObject("spec");
    if (!audience.isEmpty()) {
      spec.putArray("audiences").add(audience);
    }
    spec.put("expirationSeconds", seconds);
    spec.putObject("boundObjectRef")
        .put("kind", "Pod")
        .put("apiVersion", "v1")
        .put("name", pod.ref().name())
        .put("uid", pod.ref().uid());
    String account = Json.text(pod.spec(), "serviceAccountName");
    ObjectNode answer =
        api.createSubresource(
                SERVICE_ACCOUNTS,
                pod.ref().namespace(),
                account.isEmpty() ? "default" : account,
                "token",
                request)
            .tree();
    String expires = Json.text(answer, "status", "expirationTimestamp");
    Duration life =
        expires.isEmpty()
            ? Duration.ofSeconds(seconds)
            : Duration.between(now, Instant.parse(expires));
    Duration keep = life.multipliedBy(4).dividedBy(5);
    return new Token(
        Json.text(answer, "status", "token"), now.plus(keep.compareTo(OLDEST) < 0 ? keep : OLDEST));
  }

  void forget(String podUid) {
    tokens.keySet().removeIf(key -> key.podUid.equals(podUid));
  }
}
