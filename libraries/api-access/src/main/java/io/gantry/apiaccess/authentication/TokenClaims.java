package io.gantry.apiaccess.authentication;

import io.gantry.apiaccess.TokenIssuer.Reference;
import io.gantry.apimodel.Json;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * What a ServiceAccount token says.
 *
 * @param pod what the token is bound to, or null; likewise secret and node
 */
record TokenClaims(
    String issuer,
    String id,
    List<String> audiences,
    Instant notBefore,
    Instant expiresAt,
    String namespace,
    Reference serviceAccount,
    Reference pod,
    Reference secret,
    Reference node) {

  /** Null when a claim that every token of ours has is missing. */
  static TokenClaims of(JsonNode json) {
    JsonNode binding = Json.at(json, "kubernetes.io");
    Reference account = reference(binding, "serviceaccount");
    long expires = Json.number(json, 0, "exp");
    String namespace = Json.text(binding, "namespace");
    boolean complete = account != null && expires != 0 && !namespace.isEmpty();
    if (!complete
        || !Json.text(json, "sub")
            .equals("system:serviceaccount:" + namespace + ":" + account.name())) {
      return null;
    }
    JsonNode audience = Json.at(json, "aud");
    return new TokenClaims(
        Json.text(json, "iss"),
        Json.text(json, "jti"),
        audience != null && audience.isString()
            ? List.of(audience.stringValue())
            : Json.texts(json, "aud"),
        Instant.ofEpochSecond(Json.number(json, 0, "nbf")),
        Instant.ofEpochSecond(expires),
        namespace,
        account,
        reference(binding, "pod"),
        reference(binding, "secret"),
        reference(binding, "node"));
  }

  private static Reference reference(JsonNode binding, String field) {
    String name = Json.text(binding, field, "name");
    return name.isEmpty() ? null : new Reference(name, Json.text(binding, field, "uid"));
  }
}
