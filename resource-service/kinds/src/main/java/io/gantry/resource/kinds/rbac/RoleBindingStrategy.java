package io.gantry.resource.kinds.rbac;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of RoleBindings and ClusterRoleBindings. */
public final class RoleBindingStrategy extends ObjectStrategy {
  private static final String GROUP = "rbac.authorization.k8s.io";
  private static final FieldPath REF = FieldPath.of("roleRef");

  public RoleBindingStrategy() {
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
  public List<FieldError> validate(WriteContext context, ObjectNode binding) {
    Findings out = new Findings();
    JsonNode ref = Json.at(binding, "roleRef");
    out.add(FieldRules.oneOf(REF.child("apiGroup"), Json.text(ref, "apiGroup"), List.of(GROUP)));
    boolean namespaced = context.definition().namespaced();
    out.add(
        FieldRules.oneOf(
            REF.child("kind"),
            Json.text(ref, "kind"),
            namespaced ? List.of("Role", "ClusterRole") : List.of("ClusterRole")));
    out.requiredFormat(REF.child("name"), Json.text(ref, "name"), Formats::pathSegment);
    List<JsonNode> subjects = Json.items(binding, "subjects");
    for (int i = 0; i < subjects.size(); i++) {
      subject(out, FieldPath.of("subjects").index(i), subjects.get(i), namespaced);
    }
    return out.list();
  }

  private static void subject(Findings out, FieldPath at, JsonNode subject, boolean namespaced) {
    String name = Json.text(subject, "name");
    String group = Json.text(subject, "apiGroup");
    out.present(at.child("name"), name);
    switch (Json.text(subject, "kind")) {
      case "ServiceAccount" -> {
        if (!name.isEmpty()) {
          out.format(at.child("name"), name, Formats::dns1123Subdomain);
        }
        if (!group.isEmpty()) {
          out.add(FieldError.notSupported(at.child("apiGroup"), group, List.of("")));
        }
        if (!namespaced && Json.text(subject, "namespace").isEmpty()) {
          out.required(at.child("namespace"));
        }
      }
      case "User", "Group" -> {
        if (!group.equals(GROUP)) {
          out.add(FieldError.notSupported(at.child("apiGroup"), group, List.of(GROUP)));
        }
      }
      default ->
          out.add(
              FieldError.notSupported(
                  at.child("kind"),
                  Json.text(subject, "kind"),
                  List.of("ServiceAccount", "User", "Group")));
    }
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode binding, ObjectNode old) {
    Findings out = new Findings().add(validate(context, binding));
    if (!FieldRules.same(binding.get("roleRef"), old.get("roleRef"))) {
      JsonNode ref = Json.at(binding, "roleRef");
      out.invalid(
          REF,
          GoText.literal(
              "rbac.RoleRef{APIGroup:"
                  + FieldError.quoted(Json.text(ref, "apiGroup"))
                  + ", Kind:"
                  + FieldError.quoted(Json.text(ref, "kind"))
                  + ", Name:"
                  + FieldError.quoted(Json.text(ref, "name"))
                  + "}"),
          "cannot change roleRef");
    }
    return out.list();
  }
}
