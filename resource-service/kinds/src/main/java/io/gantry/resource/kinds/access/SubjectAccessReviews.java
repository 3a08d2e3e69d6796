package io.gantry.resource.kinds.access;

import io.gantry.apiaccess.Authorizer;
import io.gantry.apiaccess.RequestInfo;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ObjectVerbs;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.SubresourceHandler;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The family of access reviews: may somebody do something? */
public final class SubjectAccessReviews implements SubresourceHandler {
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
    List<FieldError> errors =
        AccessReviewRules.validate(review, self, local, call.request().namespace());
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
