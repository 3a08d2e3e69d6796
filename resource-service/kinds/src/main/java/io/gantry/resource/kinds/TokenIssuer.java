package io.gantry.resource.kinds;


import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Makes ServiceAccount tokens; whoever verifies tokens knows the other half of the key. */
@FunctionalInterface
public interface TokenIssuer {
  /**
   * @param bound null, or the object that the token lives and dies with
   * @param audiences never empty
   */
  record Request(
      String namespace,
      String serviceAccount,
      String serviceAccountUid,
      List<String> audiences,
      Duration lifetime,
      BoundObject bound) {}

  /**
   * @param kind {@code Pod}, {@code Secret} or {@code Node}
   */
  record BoundObject(String apiVersion, String kind, String name, String uid) {}

  record Issued(String token, Instant expires) {}

  Issued issue(Request request, Instant now);

  /** What tokens are for when nobody says: the API server itself. */
  default List<String> defaultAudiences() {
    return List.of("https://kubernetes.default.svc.cluster.local");
  }
}
