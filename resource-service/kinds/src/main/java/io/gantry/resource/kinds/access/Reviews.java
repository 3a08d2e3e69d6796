package io.gantry.resource.kinds.access;

import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ObjectVerbs;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Documents that are questions: posted, answered in their status, and forgotten. */
final class Reviews {
  private Reviews() {}

  static ApiAnswer answer(ApiCall call, ObjectVerbs verbs, ObjectNode review) {
    if (!Json.has(review, "metadata")) {
      review.putObject("metadata").putNull("creationTimestamp");
    }
    return verbs.answer(call, 201, review);
  }

  static ObjectNode user(UserInfo user) {
    ObjectNode node = Json.object();
    node.put("username", user.name());
    if (!user.uid().isEmpty()) {
      node.put("uid", user.uid());
    }
    ArrayNode groups = node.putArray("groups");
    user.groups().forEach(groups::add);
    if (!user.extra().isEmpty()) {
      ObjectNode extra = node.putObject("extra");
      user.extra().forEach((key, values) -> values.forEach(extra.withArray(key)::add));
    }
    return node;
  }
}
