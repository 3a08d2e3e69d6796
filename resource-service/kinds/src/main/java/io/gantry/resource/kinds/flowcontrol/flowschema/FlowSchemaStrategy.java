package io.gantry.resource.kinds.flowcontrol.flowschema;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.flowcontrol.FlowConditionRules;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a FlowSchema. */
public final class FlowSchemaStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final long HIGHEST = 10000;

  /** The two schemas that every server relies on. */
  private static final JsonNode FIXED =
      Json.parse(
          """
          {"exempt": {
            "matchingPrecedence": 1,
            "priorityLevelConfiguration": {"name": "exempt"},
            "rules": [{
              "subjects": [{"kind": "Group", "group": {"name": "system:masters"}}],
              "resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"],
                "clusterScope": true, "namespaces": ["*"]}],
              "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}]}]},
          "catch-all": {
            "matchingPrecedence": 10000,
            "priorityLevelConfiguration": {"name": "catch-all"},
            "distinguisherMethod": {"type": "ByUser"},
            "rules": [{
              "subjects": [
                {"kind": "Group", "group": {"name": "system:unauthenticated"}},
                {"kind": "Group", "group": {"name": "system:authenticated"}}],
              "resourceRules": [{"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"],
                "clusterScope": true, "namespaces": ["*"]}],
              "nonResourceRules": [{"verbs": ["*"], "nonResourceURLs": ["*"]}]}]}}
          """);

  public FlowSchemaStrategy() {
    super(true, true);
  }

  /** A change is looked at as a new object would be, and as nothing else. */
  @Override
  protected MetadataChecks metadataChecks() {
    return new MetadataChecks(1, 0);
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    JsonNode spec = Json.at(object, "spec");
    long precedence = Json.number(spec, 0, "matchingPrecedence");
    FieldPath at = SPEC.child("matchingPrecedence");
    if (precedence <= 0) {
      out.invalid(at, precedence, "must be a positive value");
    }
    if (precedence > HIGHEST) {
      out.invalid(at, precedence, "must not be greater than " + HIGHEST);
    }
    if (precedence == 1 && !Json.text(object, "metadata", "name").equals("exempt")) {
      out.invalid(at, precedence, "only the schema named 'exempt' may have matchingPrecedence 1");
    }
    JsonNode method = Json.at(spec, "distinguisherMethod");
    if (method != null && !List.of("ByNamespace", "ByUser").contains(Json.text(method, "type"))) {
      out.add(
          FieldError.notSupported(
              SPEC.child("distinguisherMethod", "type"),
              GoText.literal(
                  "flowcontrol.FlowDistinguisherMethod{Type:"
                      + FieldError.quoted(Json.text(method, "type"))
                      + "}"),
              List.of("ByNamespace", "ByUser")));
    }
    String level = Json.text(spec, "priorityLevelConfiguration", "name");
    FieldPath levelPath = SPEC.child("priorityLevelConfiguration", "name");
    if (level.isEmpty()) {
      out.required(levelPath, "must reference a priority level");
    } else {
      out.format(levelPath, level, Formats::dns1123Subdomain);
    }
    List<JsonNode> rules = Json.items(spec, "rules");
    for (int i = 0; i < rules.size(); i++) {
      rule(out, SPEC.child("rules").index(i), rules.get(i));
    }
    String name = Json.text(object, "metadata", "name");
    if (FIXED.has(name) && !FieldRules.same(spec, FIXED.get(name))) {
      out.invalid(
          SPEC,
          GoText.struct("flowcontrol.FlowSchemaSpec", spec),
          "spec of '" + name + "' must equal the fixed value");
    }
    return out.list();
  }

  private static void rule(Findings out, FieldPath at, JsonNode rule) {
    List<JsonNode> subjects = Json.items(rule, "subjects");
    if (subjects.isEmpty()) {
      out.required(at.child("subjects"), "subjects must contain at least one value");
    }
    for (int i = 0; i < subjects.size(); i++) {
      FlowSubjectRules.subject(out, at.child("subjects").index(i), subjects.get(i));
    }
    List<JsonNode> resources = Json.items(rule, "resourceRules");
    List<JsonNode> paths = Json.items(rule, "nonResourceRules");
    if (resources.isEmpty() && paths.isEmpty()) {
      out.required(at, "at least one of resourceRules and nonResourceRules has to be non-empty");
    }
    for (int i = 0; i < resources.size(); i++) {
      FlowSubjectRules.resources(out, at.child("resourceRules").index(i), resources.get(i));
    }
    for (int i = 0; i < paths.size(); i++) {
      FlowSubjectRules.paths(out, at.child("nonResourceRules").index(i), paths.get(i));
    }
  }

  @Override
  protected List<FieldError> validateStatus(
      WriteContext context, ObjectNode object, ObjectNode old) {
    return FlowConditionRules.validate(object);
  }
}
