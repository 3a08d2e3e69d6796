package io.gantry.resource.kinds.admissionregistration;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.LabelRules;
import io.gantry.resource.machinery.validation.NetworkRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of both kinds of webhook configurations. Expressions are compiled where they are run. */
public final class WebhookConfigurationStrategy extends AdmissionConfigurationStrategy {
  private static final List<String> VERSIONS = List.of("v1", "v1beta1");

  public WebhookConfigurationStrategy() {
    super(false);
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    List<JsonNode> webhooks = Json.items(object, "webhooks");
    Set<String> names = new HashSet<>();
    for (int i = 0; i < webhooks.size(); i++) {
      FieldPath at = FieldPath.of("webhooks").index(i);
      JsonNode webhook = webhooks.get(i);
      webhook(out, at, webhook);
      versions(out, at.child("admissionReviewVersions"), webhook);
      String name = Json.text(webhook, "name");
      if (!name.isEmpty() && !names.add(name)) {
        out.add(FieldError.duplicate(at.child("name"), name));
      }
    }
    return out.list();
  }

  private static void webhook(Findings out, FieldPath at, JsonNode webhook) {
    out.add(NetworkRules.fullyQualifiedName(at.child("name"), Json.text(webhook, "name")));
    int r = 0;
    for (JsonNode rule : Json.items(webhook, "rules")) {
      RuleWithOperationsRules.validate(out, at.child("rules").index(r++), rule);
    }
    out.optionalOneOf(
        at.child("failurePolicy"), Json.at(webhook, "failurePolicy"), List.of("Fail", "Ignore"));
    out.optionalOneOf(
        at.child("matchPolicy"), Json.at(webhook, "matchPolicy"), List.of("Equivalent", "Exact"));
    JsonNode effects = Json.at(webhook, "sideEffects");
    if (effects == null) {
      out.required(at.child("sideEffects"), "must specify one of None, NoneOnDryRun");
    } else {
      out.optionalOneOf(at.child("sideEffects"), effects, List.of("None", "NoneOnDryRun"));
    }
    JsonNode seconds = Json.at(webhook, "timeoutSeconds");
    if (seconds != null && (seconds.longValue() > 30 || seconds.longValue() < 1)) {
      out.invalid(
          at.child("timeoutSeconds"),
          seconds.longValue(),
          "the timeout value must be between 1 and 30 seconds");
    }
    for (String selector : List.of("namespaceSelector", "objectSelector")) {
      out.add(LabelRules.selector(at.child(selector), Json.at(webhook, selector)));
    }
    out.optionalOneOf(
        at.child("reinvocationPolicy"),
        Json.at(webhook, "reinvocationPolicy"),
        List.of("IfNeeded", "Never"));
    WebhookClientRules.validate(out, at.child("clientConfig"), Json.at(webhook, "clientConfig"));
    MatchConditionRules.validate(
        out, at.child("matchConditions"), Json.items(webhook, "matchConditions"), false);
  }

  private static void versions(Findings out, FieldPath at, JsonNode webhook) {
    List<String> versions = Json.texts(webhook, "admissionReviewVersions");
    if (versions.isEmpty()) {
      out.required(at, "must specify one of v1, v1beta1");
      return;
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < versions.size(); i++) {
      String version = versions.get(i);
      if (!seen.add(version)) {
        out.invalid(at.index(i), version, "duplicate version");
        continue;
      }
      out.format(at.index(i), version, Formats::dns1035Label);
    }
    if (versions.stream().noneMatch(VERSIONS::contains)) {
      out.invalid(at, GoText.strings(versions), "must include at least one of v1, v1beta1");
    }
  }
}
