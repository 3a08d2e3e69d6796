package io.gantry.resource.kinds.access;

import io.gantry.apiaccess.Authorizer;
import io.gantry.apiaccess.RequestInfo;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ObjectVerbs;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.SubresourceHandler;
import io.gantry.resource.machinery.validation.GoText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The family of access reviews: may somebody do something? */
public final class SubjectAccessReviews implements SubresourceHandler {
  private static final FieldPath SPEC = FieldPath.of("spec");

  private final Authorizer authorizer;

  public SubjectAccessReviews(Authorizer authorizer) {
    this.authorizer = authorizer;
  }

  @Override
  public ApiAnswer handle(ApiCall call, ResourceDefinition definition, ObjectVerbs verbs) {
    ObjectNode review =
        verbs.decode(call, new GroupVersionKind(definition.group(), "v1", definition.kind()));
    boolean self = definition.kind().equals("SelfSubjectAccessReview");
    boolean local = definition.kind().equals("LocalSubjectAccessReview");
    JsonNode spec = Json.at(review, "spec");
    List<FieldError> errors = validate(spec, self, local, call.request().namespace());
    if (!errors.isEmpty()) {
      throw ApiStatus.invalid(definition.groupKind(), "", errors).asException();
    }
    UserInfo user = self ? call.user() : user(spec);
    Authorizer.Decision decision = authorizer.authorize(user, request(spec));
    ObjectNode status = review.putObject("status");
    status.put("allowed", decision.allowed());
    if (decision.verdict() == Authorizer.Verdict.DENY) {
      status.put("denied", true);
    }
    if (!decision.reason().isEmpty()) {
      status.put("reason", decision.reason());
    }
    return Reviews.answer(call, verbs, review);
  }

  private static List<FieldError> validate(
      JsonNode spec, boolean self, boolean local, String namespace) {
    Findings out = new Findings();
    boolean resource = Json.has(spec, "resourceAttributes");
    boolean path = Json.has(spec, "nonResourceAttributes");
    if (resource && path) {
      out.invalid(
          SPEC.child("nonResourceAttributes"),
          GoText.literal("authorization.NonResourceAttributes{}"),
          "cannot be specified in combination with resourceAttributes");
    }
    if (!resource && !path) {
      out.invalid(
          SPEC.child("resourceAttributes"),
          "null",
          "exactly one of nonResourceAttributes or resourceAttributes must be specified");
    }
    if (!self && Json.text(spec, "user").isEmpty() && Json.items(spec, "groups").isEmpty()) {
      out.invalid(SPEC.child("user"), "", "at least one of user or group must be specified");
    }
    if (local) {
      String asked = Json.text(spec, "resourceAttributes", "namespace");
      if (!asked.equals(namespace)) {
        out.invalid(
            SPEC.child("resourceAttributes", "namespace"), asked, "must match metadata.namespace");
      }
    }
    return out.list();
  }

  private static UserInfo user(JsonNode spec) {
    Map<String, List<String>> extra = new TreeMap<>();
    JsonNode node = Json.at(spec, "extra");
    if (node != null) {
      node.propertyNames().forEach(key -> extra.put(key, Json.texts(node, key)));
    }
    return new UserInfo(
        Json.text(spec, "user"), Json.text(spec, "uid"), Json.texts(spec, "groups"), extra);
  }

  private static RequestInfo request(JsonNode spec) {
    JsonNode path = Json.at(spec, "nonResourceAttributes");
    if (path != null) {
      return new RequestInfo(
          false, Json.text(path, "path"), Json.text(path, "verb"), "", "", "", "", "", "", "");
    }
    JsonNode on = Json.at(spec, "resourceAttributes");
    return new RequestInfo(
        true,
        "",
        Json.text(on, "verb"),
        Json.text(on, "group"),
        Json.text(on, "version"),
        Json.text(on, "namespace"),
        Json.text(on, "resource"),
        Json.text(on, "name"),
        Json.text(on, "subresource"),
        "");
  }
}
