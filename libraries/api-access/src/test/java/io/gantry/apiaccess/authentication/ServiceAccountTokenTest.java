package io.gantry.apiaccess.authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.apiaccess.Authenticator.Credentials;
import io.gantry.apiaccess.Authenticator.InvalidCredentialsException;
import io.gantry.apiaccess.BoundObjects;
import io.gantry.apiaccess.TokenIssuer;
import io.gantry.apiaccess.TokenIssuer.Reference;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.Json;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ServiceAccountTokenTest {
  private static final KeyPair KEY = newKey();
  private static final Instant START = Instant.parse("2026-05-01T00:00:00Z");
  private static final UUID ID = new UUID(1, 2);

  private Instant now = START;
  private final Map<String, BoundObjects.State> objects = new HashMap<>();
  private final TokenIssuer issuer = new JwtTokenIssuer(KEY, () -> now, () -> ID);
  private final ServiceAccountTokenAuthenticator authenticator =
      new ServiceAccountTokenAuthenticator(
          KEY.getPublic(),
          (resource, namespace, name) ->
              Optional.ofNullable(objects.get(resource + "/" + namespace + "/" + name)),
          () -> now,
          List.of(TokenIssuer.API_AUDIENCE));

  private static KeyPair newKey() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(2048);
      return generator.generateKeyPair();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  @BeforeEach
  void fill() {
    objects.put("serviceaccounts/x/robot", new BoundObjects.State("sa-uid", null));
    objects.put("pods/x/p", new BoundObjects.State("pod-uid", null));
  }

  private TokenIssuer.IssuedToken podToken() {
    return issuer.issue(
        new TokenIssuer.Request(
            "x",
            new Reference("robot", "sa-uid"),
            List.of(),
            Duration.ofHours(1),
            new Reference("p", "pod-uid"),
            null,
            new Reference("n1", "node-uid"),
            Duration.ofMinutes(50)));
  }

  private UserInfo authenticate(String token) throws InvalidCredentialsException {
    return authenticator.authenticate(new Credentials(List.of(), token)).orElseThrow();
  }

  @Test
  void aTokenHasKubernetesClaims() {
    TokenIssuer.IssuedToken token = podToken();

    String[] parts = token.token().split("\\.");
    assertThat(new String(Base64.getUrlDecoder().decode(parts[1])))
        .isEqualTo(
            "{\"aud\":[\"https://kubernetes.default.svc.cluster.local\"],\"exp\":1777597200,"
                + "\"iat\":1777593600,\"iss\":\"https://kubernetes.default.svc.cluster.local\","
                + "\"jti\":\"00000000-0000-0001-0000-000000000002\",\"kubernetes.io\":{"
                + "\"namespace\":\"x\",\"node\":{\"name\":\"n1\",\"uid\":\"node-uid\"},"
                + "\"pod\":{\"name\":\"p\",\"uid\":\"pod-uid\"},"
                + "\"serviceaccount\":{\"name\":\"robot\",\"uid\":\"sa-uid\"},"
                + "\"warnafter\":1777596600},\"nbf\":1777593600,"
                + "\"sub\":\"system:serviceaccount:x:robot\"}");
    assertThat(token.expiresAt()).isEqualTo(START.plus(Duration.ofHours(1)));
  }

  @Test
  void aTokenSaysWhoItsHolderIs() throws InvalidCredentialsException {
    UserInfo user = authenticate(podToken().token());

    assertThat(user.name()).isEqualTo("system:serviceaccount:x:robot");
    assertThat(user.uid()).isEqualTo("sa-uid");
    assertThat(user.groups())
        .containsExactly(
            "system:serviceaccounts", "system:serviceaccounts:x", "system:authenticated");
    assertThat(user.extra())
        .containsEntry(
            "authentication.kubernetes.io/credential-id",
            List.of("JTI=00000000-0000-0001-0000-000000000002"))
        .containsEntry("authentication.kubernetes.io/pod-name", List.of("p"))
        .containsEntry("authentication.kubernetes.io/pod-uid", List.of("pod-uid"))
        .containsEntry("authentication.kubernetes.io/node-name", List.of("n1"))
        .containsEntry("authentication.kubernetes.io/node-uid", List.of("node-uid"));
  }

  private void assertRefused(String token) {
    assertThatThrownBy(() -> authenticate(token)).isInstanceOf(InvalidCredentialsException.class);
  }

  @Test
  void itEndsWithTimeAndWithWhatItIsBoundTo() throws InvalidCredentialsException {
    String token = podToken().token();
    now = START.plus(Duration.ofMinutes(60));
    authenticate(token);
    now = START.plus(Duration.ofMinutes(62));
    assertRefused(token);
    now = START.minus(Duration.ofMinutes(2));
    assertRefused(token);

    now = START.plus(Duration.ofMinutes(10));
    objects.put("pods/x/p", new BoundObjects.State("pod-uid", now));
    authenticate(token);
    now = now.plus(Duration.ofMinutes(2));
    assertRefused(token);
    objects.put("pods/x/p", new BoundObjects.State("another-uid", null));
    assertRefused(token);
    objects.remove("pods/x/p");
    assertRefused(token);
    fill();
    authenticate(token);
    objects.remove("serviceaccounts/x/robot");
    assertRefused(token);
  }

  @Test
  void anotherAudienceIsForAnother() throws InvalidCredentialsException {
    String token =
        issuer
            .issue(
                TokenIssuer.Request.unbound(
                    "x", new Reference("robot", "sa-uid"), List.of("vault"), Duration.ofHours(1)))
            .token();

    assertRefused(token);
    assertThat(authenticator.verify(token, List.of("other", "vault")).audiences())
        .containsExactly("vault");
  }

  @Test
  void anotherKeyOrAlgorithmIsNoSignature() {
    String foreign =
        new JwtTokenIssuer(newKey(), () -> now, () -> ID)
            .issue(
                TokenIssuer.Request.unbound(
                    "x", new Reference("robot", "sa-uid"), List.of(), Duration.ofHours(1)))
            .token();
    assertRefused(foreign);
    String[] parts = podToken().token().split("\\.");
    String none =
        Base64.getUrlEncoder().withoutPadding().encodeToString("{\"alg\":\"none\"}".getBytes());
    assertRefused(none + "." + parts[1] + ".");
    assertRefused(none + "." + parts[1] + "." + parts[2]);
    assertRefused("a.b.c");
    assertRefused("nonsense");
    assertRefused("..");
  }

  @Property(tries = 300)
  void aTokenChangedAnywhereIsRefused(@ForAll @IntRange(min = 0, max = 10_000) int where)
      throws InvalidCredentialsException {
    fill();
    String token = podToken().token();
    // The last character of a part may carry bits that decode to nothing.
    int at = where % token.length();
    char old = token.charAt(at);
    char changed = old == 'A' ? 'z' : 'A';
    String forged = token.substring(0, at) + changed + token.substring(at + 1);
    boolean same =
        java.util.Arrays.equals(decoded(forged, 0), decoded(token, 0))
            && java.util.Arrays.equals(decoded(forged, 1), decoded(token, 1))
            && java.util.Arrays.equals(decoded(forged, 2), decoded(token, 2));
    if (!same) {
      assertRefused(forged);
    }
    assertThat(Json.parse(decoded(token, 1))).isNotNull();
  }

  private static byte[] decoded(String token, int part) {
    String[] parts = token.split("\\.", -1);
    try {
      return parts.length == 3 ? Base64.getUrlDecoder().decode(parts[part]) : new byte[0];
    } catch (IllegalArgumentException e) {
      return new byte[0];
    }
  }
}
