package io.gantry.resource.kinds.rbac;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.LabelRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of Roles and ClusterRoles. */
public final class RoleStrategy extends ObjectStrategy {
  public RoleStrategy() {
    super(false, false);
  }

  @Override
  public NameRule nameRule() {
    return NameRule.PATH_SEGMENT;
  }

  @Override
  protected boolean validatesTwice() {
    return true;
  }

  @Override
  protected MetadataChecks metadataChecks() {
    return new MetadataChecks(2, 1);
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode role) {
    Findings out = new Findings();
    boolean cluster = !context.definition().namespaced();
    List<JsonNode> rules = Json.items(role, "rules");
    for (int i = 0; i < rules.size(); i++) {
      rule(out, FieldPath.of("rules").index(i), rules.get(i), cluster);
    }
    JsonNode aggregation = Json.at(role, "aggregationRule");
    if (cluster && aggregation != null) {
      aggregation(out, FieldPath.of("aggregationRule").child("clusterRoleSelectors"), aggregation);
    }
    return out.list();
  }

  private static void rule(Findings out, FieldPath at, JsonNode rule, boolean cluster) {
    if (Json.items(rule, "verbs").isEmpty()) {
      out.required(at.child("verbs"), "verbs must contain at least one value");
    }
    List<String> paths = Json.texts(rule, "nonResourceURLs");
    boolean resources =
        !Json.items(rule, "apiGroups").isEmpty()
            || !Json.items(rule, "resources").isEmpty()
            || !Json.items(rule, "resourceNames").isEmpty();
    if (!paths.isEmpty()) {
      if (!cluster) {
        out.invalid(
            at.child("nonResourceURLs"),
            GoText.strings(paths),
            "namespaced rules cannot apply to non-resource URLs");
      }
      if (resources) {
        out.invalid(
            at.child("nonResourceURLs"),
            GoText.strings(paths),
            "rules cannot apply to both regular resources and non-resource URLs");
      }
      return;
    }
    if (Json.items(rule, "apiGroups").isEmpty()) {
      out.required(at.child("apiGroups"), "resource rules must supply at least one api group");
    }
    if (Json.items(rule, "resources").isEmpty()) {
      out.required(at.child("resources"), "resource rules must supply at least one resource");
    }
  }

  private static void aggregation(Findings out, FieldPath path, JsonNode aggregation) {
    List<JsonNode> selectors = Json.items(aggregation, "clusterRoleSelectors");
    if (selectors.isEmpty()) {
      out.required(path, "at least one clusterRoleSelector required if aggregationRule is non-nil");
    }
    for (int i = 0; i < selectors.size(); i++) {
      List<FieldError> errors = LabelRules.selector(path.index(i), selectors.get(i));
      out.add(errors);
      if (!errors.isEmpty()) {
        out.invalid(path.index(i), "null", "invalid label selector.");
      }
    }
  }
}
