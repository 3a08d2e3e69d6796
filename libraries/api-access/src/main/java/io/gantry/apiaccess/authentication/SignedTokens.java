package io.gantry.apiaccess.authentication;

import io.gantry.apiaccess.Authenticator.InvalidCredentialsException;
import io.gantry.apimodel.Json;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Checks signatures of tokens and reads them. Takes RS256 and nothing else, whatever the token's
 * header claims. Good tokens are remembered by their text, so that a client's next request costs no
 * cryptography; nothing that changes with time is.
 */
final class SignedTokens {
  private static final int REMEMBERED = 4096;
  private static final int LONGEST = 64 * 1024;

  private final PublicKey key;
  private final Map<String, TokenClaims> verified = new ConcurrentHashMap<>();

  SignedTokens(PublicKey key) {
    this.key = key;
  }

  TokenClaims verify(String token) throws InvalidCredentialsException {
    TokenClaims known = verified.get(token);
    if (known != null) {
      return known;
    }
    TokenClaims claims = read(token);
    if (verified.size() >= REMEMBERED) {
      verified.clear();
    }
    verified.put(token, claims);
    return claims;
  }

  private TokenClaims read(String token) throws InvalidCredentialsException {
    String[] parts = token.split("\\.", -1);
    if (token.length() > LONGEST || parts.length != 3) {
      throw new InvalidCredentialsException("not a token");
    }
    try {
      Base64.Decoder base64 = Base64.getUrlDecoder();
      JsonNode header = Json.parse(base64.decode(parts[0]));
      if (!Json.text(header, "alg").equals("RS256")) {
        throw new InvalidCredentialsException("token with another signature than RS256");
      }
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initVerify(key);
      signature.update((parts[0] + "." + parts[1]).getBytes(StandardCharsets.US_ASCII));
      if (!signature.verify(base64.decode(parts[2]))) {
        throw new InvalidCredentialsException("token with a wrong signature");
      }
      TokenClaims claims = TokenClaims.of(Json.parse(base64.decode(parts[1])));
      if (claims == null) {
        throw new InvalidCredentialsException("token of no ServiceAccount");
      }
      return claims;
    } catch (GeneralSecurityException | IllegalArgumentException | JacksonException e) {
      throw new InvalidCredentialsException("unreadable token: " + e.getMessage());
    }
  }
}
