package io.gantry.resource.kinds.access;

import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ObjectVerbs;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.SubresourceHandler;
import tools.jackson.databind.node.ObjectNode;

/** {@code selfsubjectreviews}: who am I? */
public final class SelfSubjectReviews implements SubresourceHandler {
  private static final GroupVersionKind KIND =
      new GroupVersionKind("authentication.k8s.io", "v1", "SelfSubjectReview");

  private final java.time.InstantSource clock;

  public SelfSubjectReviews(java.time.InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public ApiAnswer handle(ApiCall call, ResourceDefinition definition, ObjectVerbs verbs) {
    ObjectNode review = verbs.decode(call, KIND);
    Json.ensureObject(review, "metadata")
        .put(
            "creationTimestamp",
            clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
    review.putObject("status").set("userInfo", Reviews.user(call.user()));
    return Reviews.answer(call, verbs, review);
  }
}
