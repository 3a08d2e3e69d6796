package io.gantry.resource.kinds.access;

import io.gantry.apiaccess.rbac.PolicyRule;
import io.gantry.apiaccess.rbac.RbacPolicy;
import io.gantry.apiaccess.rbac.RbacPolicySource;
import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ObjectVerbs;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.SubresourceHandler;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code selfsubjectrulesreviews}: what may I do in a namespace? */
public final class SelfSubjectRulesReviews implements SubresourceHandler {
  private static final GroupVersionKind KIND =
      new GroupVersionKind("authorization.k8s.io", "v1", "SelfSubjectRulesReview");

  private final RbacPolicySource policies;

  public SelfSubjectRulesReviews(RbacPolicySource policies) {
    this.policies = policies;
  }

  @Override
  public ApiAnswer handle(ApiCall call, ResourceDefinition definition, ObjectVerbs verbs) {
    ObjectNode review = verbs.decode(call, KIND);
    String namespace = Json.text(review, "spec", "namespace");
    if (namespace.isEmpty()) {
      throw ApiStatus.badRequest("no namespace on request").asException();
    }
    RbacPolicy.Rules rules = policies.current().rulesFor(call.user(), namespace);
    ObjectNode status = review.putObject("status");
    ArrayNode resources = status.putArray("resourceRules");
    ArrayNode paths = status.putArray("nonResourceRules");
    for (PolicyRule rule : rules.rules()) {
      ObjectNode json = rule.toJson();
      if (json.has("nonResourceURLs")) {
        ObjectNode to = paths.addObject();
        copy(json, to, List.of("verbs", "nonResourceURLs"));
      } else {
        ObjectNode to = resources.addObject();
        copy(json, to, List.of("verbs", "apiGroups", "resources", "resourceNames"));
      }
    }
    status.put("incomplete", !rules.error().isEmpty());
    if (!rules.error().isEmpty()) {
      status.put("evaluationError", rules.error());
    }
    return Reviews.answer(call, verbs, review);
  }

  private static void copy(ObjectNode from, ObjectNode to, List<String> fields) {
    for (String field : fields) {
      if (from.has(field)) {
        to.set(field, from.get(field));
      }
    }
  }
}
