package io.gantry.apiaccess.authentication;

import io.gantry.apiaccess.TokenIssuer;
import io.gantry.apimodel.Json;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Signs tokens as JWT with RS256 and Kubernetes' private claims ({@code kubernetes.io}). Source:
 * KEP-1205 (bound tokens), KEP-4193 (node binding, jti).
 */
public final class JwtTokenIssuer implements TokenIssuer {
  private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

  private final KeyPair key;
  private final InstantSource clock;
  private final Supplier<UUID> ids;
  private final String header;

  /**
   * @param key RSA, at least 2048 bits
   * @param ids fresh random ids for {@code jti}
   */
  public JwtTokenIssuer(KeyPair key, InstantSource clock, Supplier<UUID> ids) {
    this.key = key;
    this.clock = clock;
    this.ids = ids;
    ObjectNode head = Json.object().put("alg", "RS256").put("kid", keyId(key.getPublic()));
    this.header = BASE64.encodeToString(Json.bytes(head));
  }

  /** The {@code kid} of a key: the hash of its public half, as Kubernetes names it. */
  public static String keyId(PublicKey key) {
    try {
      return BASE64.encodeToString(MessageDigest.getInstance("SHA-256").digest(key.getEncoded()));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }

  @Override
  public IssuedToken issue(Request request) {
    List<String> audiences =
        request.audiences().isEmpty() ? List.of(API_AUDIENCE) : request.audiences();
    Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
    Instant expiresAt = now.plus(request.lifetime());
    String id = ids.get().toString();
    ObjectNode claims = Json.object();
    ArrayNode aud = claims.putArray("aud");
    audiences.forEach(aud::add);
    claims.put("exp", expiresAt.getEpochSecond());
    claims.put("iat", now.getEpochSecond());
    claims.put("iss", ISSUER);
    claims.put("jti", id);
    claims.set("kubernetes.io", binding(request, now));
    claims.put("nbf", now.getEpochSecond());
    claims.put(
        "sub",
        "system:serviceaccount:" + request.namespace() + ":" + request.serviceAccount().name());
    String signed = header + "." + BASE64.encodeToString(Json.bytes(claims));
    return new IssuedToken(
        signed + "." + BASE64.encodeToString(sign(signed)), expiresAt, audiences, id);
  }

  private static ObjectNode binding(Request request, Instant now) {
    ObjectNode binding = Json.object();
    binding.put("namespace", request.namespace());
    putReference(binding, "node", request.node());
    putReference(binding, "pod", request.pod());
    putReference(binding, "secret", request.secret());
    putReference(binding, "serviceaccount", request.serviceAccount());
    Duration warnAfter = request.warnAfter();
    if (warnAfter != null) {
      binding.put("warnafter", now.plus(warnAfter).getEpochSecond());
    }
    return binding;
  }

  private static void putReference(ObjectNode binding, String field, Reference reference) {
    if (reference != null) {
      ObjectNode to = binding.putObject(field).put("name", reference.name());
      if (!reference.uid().isEmpty()) {
        to.put("uid", reference.uid());
      }
    }
  }

  private byte[] sign(String text) {
    try {
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(key.getPrivate());
      signature.update(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
      return signature.sign();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("the ServiceAccount signing key cannot sign", e);
    }
  }
}
