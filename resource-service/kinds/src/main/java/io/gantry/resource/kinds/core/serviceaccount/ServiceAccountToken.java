package io.gantry.resource.kinds.core.serviceaccount;

import io.gantry.apiaccess.TokenIssuer;
import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.GroupKind;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectReader;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ObjectVerbs;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.SubresourceHandler;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code serviceaccounts/token}: a token for a ServiceAccount, bound to an object or not. */
public final class ServiceAccountToken implements SubresourceHandler {
  private static final GroupVersionKind REQUEST =
      new GroupVersionKind("authentication.k8s.io", "v1", "TokenRequest");

  /** What node agents ask for; clients that never read their token again are given a year. */
  private static final long RENEWED_HOURLY = 3607;

  private static final Duration A_YEAR = Duration.ofDays(365);

  private final TokenIssuer tokens;
  private final ObjectReader objects;
  private final InstantSource clock;

  public ServiceAccountToken(TokenIssuer tokens, ObjectReader objects, InstantSource clock) {
    this.tokens = tokens;
    this.objects = objects;
    this.clock = clock;
  }

  @Override
  public ApiAnswer handle(ApiCall call, ResourceDefinition definition, ObjectVerbs verbs) {
    ResourceObject account =
        verbs.get(definition, call.request().namespace(), call.request().name());
    ObjectNode request = verbs.decode(call, REQUEST);
    validate(request, account.name());
    ObjectNode spec = Json.ensureObject(request, "spec");
    if (Json.items(spec, "audiences").isEmpty()) {
      spec.putArray("audiences").add(TokenIssuer.API_AUDIENCE);
    }
    List<String> audiences = Json.texts(spec, "audiences");
    long seconds = Json.number(spec, 3600, "expirationSeconds");
    spec.put("expirationSeconds", seconds);
    boolean extended =
        seconds == RENEWED_HOURLY && audiences.equals(List.of(TokenIssuer.API_AUDIENCE));
    Instant now = clock.instant();
    TokenIssuer.Request wanted = bound(request, account, audiences, extended, seconds);
    TokenIssuer.IssuedToken issued = tokens.issue(wanted);
    Instant expires =
        extended ? now.plusSeconds(seconds).truncatedTo(ChronoUnit.SECONDS) : issued.expiresAt();
    ObjectNode metadata = Json.ensureObject(request, "metadata");
    metadata.put("name", account.name()).put("namespace", account.namespace());
    metadata.put("creationTimestamp", now.truncatedTo(ChronoUnit.SECONDS).toString());
    request
        .putObject("status")
        .put("token", issued.token())
        .put("expirationTimestamp", expires.toString());
    return verbs.answer(call, 201, request);
  }

  private static void validate(ObjectNode request, String name) {
    Findings out = new Findings();
    FieldPath at = FieldPath.of("spec").child("expirationSeconds");
    long seconds = Json.number(request, 3600, "spec", "expirationSeconds");
    if (seconds < 600) {
      out.invalid(at, seconds, "may not specify a duration less than 10 minutes");
    } else if (seconds > 1L << 32) {
      out.invalid(at, seconds, "may not specify a duration larger than 2^32 seconds");
    }
    String named = Json.text(request, "metadata", "name");
    if (!named.isEmpty() && !named.equals(name)) {
      throw ApiStatus.badRequest(
              "metadata.name \"" + named + "\" does not match the name on the URL \"" + name + "\"")
          .asException();
    }
    if (!out.isEmpty()) {
      throw ApiStatus.invalid(
              new GroupKind("authentication.k8s.io", "TokenRequest"), "", out.list())
          .asException();
    }
  }

  private TokenIssuer.Request bound(
      ObjectNode request,
      ResourceObject account,
      List<String> audiences,
      boolean extended,
      long seconds) {
    TokenIssuer.Reference pod = null;
    TokenIssuer.Reference secret = null;
    TokenIssuer.Reference node = null;
    JsonNode ref = Json.at(request, "spec", "boundObjectRef");
    if (ref != null) {
      String name = Json.text(ref, "name");
      switch (Json.text(ref, "kind")) {
        case "Pod" -> {
          ResourceObject object = referenced(ref, "pods", account.namespace(), name);
          ObjectNode tree = object.tree();
          if (!Json.text(tree, "spec", "serviceAccountName").equals(account.name())) {
            throw ApiStatus.badRequest(
                    "cannot bind token for serviceaccount \""
                        + account.name()
                        + "\" to pod running with different serviceaccount name.")
                .asException();
          }
          pod = new TokenIssuer.Reference(object.name(), object.uid());
          node = nodeOf(Json.text(tree, "spec", "nodeName"));
        }
        case "Secret" -> {
          ResourceObject object = referenced(ref, "secrets", account.namespace(), name);
          secret = new TokenIssuer.Reference(object.name(), object.uid());
        }
        case "Node" -> {
          ResourceObject object = referenced(ref, "nodes", "", name);
          node = new TokenIssuer.Reference(object.name(), object.uid());
        }
        default ->
            throw ApiStatus.badRequest(
                    "cannot bind token to object of type "
                        + Json.text(ref, "apiVersion")
                        + ", Kind="
                        + Json.text(ref, "kind"))
                .asException();
      }
    }
    return new TokenIssuer.Request(
        account.namespace(),
        new TokenIssuer.Reference(account.name(), account.uid()),
        audiences,
        extended ? A_YEAR : Duration.ofSeconds(seconds),
        pod,
        secret,
        node,
        extended ? Duration.ofSeconds(seconds) : null);
  }

  private TokenIssuer.Reference nodeOf(String name) {
    return name.isEmpty()
        ? null
        : objects
            .read(new ObjectKey(new GroupResource("", "nodes"), "", name))
            .map(n -> new TokenIssuer.Reference(n.name(), n.uid()))
            .orElse(null);
  }

  private ResourceObject referenced(JsonNode ref, String resource, String namespace, String name) {
    GroupResource kind = new GroupResource("", resource);
    ResourceObject object =
        objects
            .read(new ObjectKey(kind, namespace, name))
            .orElseThrow(() -> ApiStatus.notFound(kind, name).asException());
    String uid = Json.text(ref, "uid");
    if (!uid.isEmpty() && !uid.equals(object.uid())) {
      throw ApiStatus.conflict(
              kind,
              name,
              "the UID in the bound object reference ("
                  + uid
                  + ") does not match the UID in record. The object might have been deleted and"
                  + " then recreated")
          .asException();
    }
    return object;
  }
}
