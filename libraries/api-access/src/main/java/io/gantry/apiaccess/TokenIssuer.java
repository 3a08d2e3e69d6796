package io.gantry.apiaccess;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Makes ServiceAccount tokens: what {@code serviceaccounts/token} answers with. */
public interface TokenIssuer {
  /** The audience of the API server itself, taken where a request names none. */
  String API_AUDIENCE = "https://kubernetes.default.svc.cluster.local";

  /** The issuer ({@code iss}) of every token. */
  String ISSUER = API_AUDIENCE;

  /** A named object and its uid. */
  record Reference(String name, String uid) {}

  /**
   * What to put into a token. The caller has validated the request and read the objects.
   *
   * @param audiences empty for {@link #API_AUDIENCE}
   * @param lifetime from now on
   * @param pod what the token is bound to, or null
   * @param secret what the token is bound to, or null
   * @param node what the token is bound to, or the bound pod's node; or null
   * @param warnAfter after this much of a long lifetime the use of the token is counted as stale
   *     (clients that do not reload it); null for none
   */
  record Request(
      String namespace,
      Reference serviceAccount,
      List<String> audiences,
      Duration lifetime,
      Reference pod,
      Reference secret,
      Reference node,
      Duration warnAfter) {
    /** A token bound to nothing but its ServiceAccount. */
    public static Request unbound(
        String namespace, Reference serviceAccount, List<String> audiences, Duration lifetime) {
      return new Request(namespace, serviceAccount, audiences, lifetime, null, null, null, null);
    }
  }

  /**
   * @param expiresAt whole seconds
   * @param id {@code jti}; audit shows it as {@code JTI=...}
   */
  record IssuedToken(String token, Instant expiresAt, List<String> audiences, String id) {}

  IssuedToken issue(Request request);
}
