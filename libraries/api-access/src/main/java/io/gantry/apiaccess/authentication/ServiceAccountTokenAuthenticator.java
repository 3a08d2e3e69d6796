package io.gantry.apiaccess.authentication;

import io.gantry.apiaccess.Authenticator;
import io.gantry.apiaccess.BoundObjects;
import io.gantry.apiaccess.TokenIssuer;
import io.gantry.apiaccess.UserInfo;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Knows ServiceAccounts by their tokens. A token counts while its signature, time and audience are
 * right and all it is bound to still exists under the same uid; an object being deleted counts for
 * a minute longer, so that a pod can end in order.
 */
public final class ServiceAccountTokenAuthenticator implements Authenticator {
  private static final Duration LEEWAY = Duration.ofMinutes(1);
  private static final String EXTRA = "authentication.kubernetes.io/";

  private final SignedTokens tokens;
  private final BoundObjects objects;
  private final InstantSource clock;
  private final List<String> audiences;

  /**
   * @param audiences a token must be for one of these
   */
  public ServiceAccountTokenAuthenticator(
      PublicKey key, BoundObjects objects, InstantSource clock, List<String> audiences) {
    this.tokens = new SignedTokens(key);
    this.objects = objects;
    this.clock = clock;
    this.audiences = List.copyOf(audiences);
  }

  /** What a good token says. */
  public record Verified(UserInfo user, List<String> audiences) {}

  @Override
  public Optional<UserInfo> authenticate(Credentials credentials)
      throws InvalidCredentialsException {
    if (credentials.bearerToken().isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(verify(credentials.bearerToken(), audiences).user());
  }

  /**
   * The same for a TokenReview.
   *
   * @param accepted audiences, one of which the token must be for; empty for the API's own
   */
  public Verified verify(String token, List<String> accepted) throws InvalidCredentialsException {
    TokenClaims claims = tokens.verify(token);
    if (!claims.issuer().equals(TokenIssuer.ISSUER)) {
      throw new InvalidCredentialsException("token of another issuer");
    }
    Instant now = clock.instant();
    if (now.isAfter(claims.expiresAt().plus(LEEWAY))) {
      throw new InvalidCredentialsException("service account token has expired");
    }
    if (now.isBefore(claims.notBefore().minus(LEEWAY))) {
      throw new InvalidCredentialsException("service account token is not valid yet");
    }
    List<String> wanted = accepted.isEmpty() ? audiences : accepted;
    List<String> matching = claims.audiences().stream().filter(wanted::contains).toList();
    if (matching.isEmpty()) {
      throw new InvalidCredentialsException("token audiences " + claims.audiences());
    }
    checkExists("serviceaccounts", claims.namespace(), claims.serviceAccount(), now);
    checkExists("secrets", claims.namespace(), claims.secret(), now);
    checkExists("pods", claims.namespace(), claims.pod(), now);
    if (claims.pod() == null) {
      // Beside a pod the node is told, not what the token is bound to.
      checkExists("nodes", "", claims.node(), now);
    }
    return new Verified(user(claims), matching);
  }

  private void checkExists(
      String resource, String namespace, TokenIssuer.Reference bound, Instant now)
      throws InvalidCredentialsException {
    if (bound == null) {
      return;
    }
    BoundObjects.State state = objects.find(resource, namespace, bound.name()).orElse(null);
    boolean there =
        state != null
            && state.uid().equals(bound.uid())
            && (state.deletionTime() == null || now.isBefore(state.deletionTime().plus(LEEWAY)));
    if (!there) {
      throw new InvalidCredentialsException(
          "service account token has been invalidated: " + resource + "/" + bound.name());
    }
  }

  private static UserInfo user(TokenClaims claims) {
    UserInfo account = UserInfo.serviceAccount(claims.namespace(), claims.serviceAccount().name());
    Map<String, List<String>> extra = new LinkedHashMap<>();
    if (!claims.id().isEmpty()) {
      extra.put(EXTRA + "credential-id", List.of("JTI=" + claims.id()));
    }
    if (claims.node() != null) {
      extra.put(EXTRA + "node-name", List.of(claims.node().name()));
      if (!claims.node().uid().isEmpty()) {
        extra.put(EXTRA + "node-uid", List.of(claims.node().uid()));
      }
    }
    if (claims.pod() != null) {
      extra.put(EXTRA + "pod-name", List.of(claims.pod().name()));
      extra.put(EXTRA + "pod-uid", List.of(claims.pod().uid()));
    }
    return new UserInfo(account.name(), claims.serviceAccount().uid(), account.groups(), extra);
  }
}
