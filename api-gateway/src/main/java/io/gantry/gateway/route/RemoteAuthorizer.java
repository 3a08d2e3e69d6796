package io.gantry.gateway.route;

import io.gantry.apiaccess.Authorizer;
import io.gantry.apiaccess.RequestInfo;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Json;
import org.eclipse.jetty.client.ContentResponse;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Asks resource-service by SubjectAccessReview. Unlike other authorizers it waits for an answer:
 * the gateway asks for impersonation only, which is rare.
 */
public final class RemoteAuthorizer implements Authorizer {
  private static final String REVIEWS = "/apis/authorization.k8s.io/v1/subjectaccessreviews";

  private final ResourceServiceClient client;
  private final UserInfo self;

  /**
   * @param self who asks; must be allowed to create SubjectAccessReviews
   */
  public RemoteAuthorizer(ResourceServiceClient client, UserInfo self) {
    this.client = client;
    this.self = self;
  }

  @Override
  public Decision authorize(UserInfo user, RequestInfo request) {
    ContentResponse answer = client.ask(self, "POST", REVIEWS, Json.bytes(review(user, request)));
    if (answer.getStatus() != 201 && answer.getStatus() != 200) {
      throw ApiStatus.unavailable("permissions cannot be looked up").asException();
    }
    JsonNode status = Json.at(Json.parse(answer.getContent()), "status");
    boolean allowed = Json.bool(status, false, "allowed");
    boolean denied = Json.bool(status, false, "denied");
    return new Decision(
        allowed ? Verdict.ALLOW : denied ? Verdict.DENY : Verdict.NO_OPINION,
        Json.text(status, "reason"));
  }

  private static ObjectNode review(UserInfo user, RequestInfo request) {
    ObjectNode review = Json.object();
    review.put("apiVersion", "authorization.k8s.io/v1").put("kind", "SubjectAccessReview");
    ObjectNode spec = review.putObject("spec");
    spec.put("user", user.name());
    if (!user.uid().isEmpty()) {
      spec.put("uid", user.uid());
    }
    user.groups().forEach(spec.putArray("groups")::add);
    ObjectNode extra = spec.putObject("extra");
    user.extra().forEach((key, values) -> values.forEach(extra.putArray(key)::add));
    spec.putObject("resourceAttributes")
        .put("verb", request.verb())
        .put("group", request.group())
        .put("resource", request.resource())
        .put("subresource", request.subresource())
        .put("namespace", request.namespace())
        .put("name", request.name());
    return review;
  }
}
