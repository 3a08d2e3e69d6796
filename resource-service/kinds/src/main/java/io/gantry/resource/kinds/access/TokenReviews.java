package io.gantry.resource.kinds.access;

import io.gantry.apiaccess.Authenticator;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ObjectVerbs;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.SubresourceHandler;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code tokenreviews}: whose token is this? */
public final class TokenReviews implements SubresourceHandler {
  private static final GroupVersionKind KIND =
      new GroupVersionKind("authentication.k8s.io", "v1", "TokenReview");

  private final Authenticator authenticator;

  public TokenReviews(Authenticator authenticator) {
    this.authenticator = authenticator;
  }

  @Override
  public ApiAnswer handle(ApiCall call, ResourceDefinition definition, ObjectVerbs verbs) {
    ObjectNode review = verbs.decode(call, KIND);
    String token = Json.text(review, "spec", "token");
    if (token.isEmpty()) {
      throw ApiStatus.badRequest("token is required for TokenReview in authentication")
          .asException();
    }
    ObjectNode status = review.putObject("status");
    try {
      Optional<UserInfo> user =
          authenticator.authenticate(new Authenticator.Credentials(List.of(), token));
      if (user.isPresent()) {
        status.put("authenticated", true).set("user", Reviews.user(user.get()));
        List<String> audiences = Json.texts(review, "spec", "audiences");
        ArrayNode to = status.putArray("audiences");
        (audiences.isEmpty() ? List.of(io.gantry.apiaccess.TokenIssuer.API_AUDIENCE) : audiences)
            .forEach(to::add);
      } else {
        status.put("error", "invalid bearer token").putObject("user");
      }
    } catch (Authenticator.InvalidCredentialsException e) {
      status.put("error", "invalid bearer token").putObject("user");
    }
    return Reviews.answer(call, verbs, review);
  }
}
