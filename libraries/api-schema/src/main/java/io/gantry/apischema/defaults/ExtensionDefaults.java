package io.gantry.apischema.defaults;

import io.gantry.apimodel.Json;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What extends the API: webhooks, admission policies, custom resources, API services. */
final class ExtensionDefaults {
  private static final int HTTPS = 443;
  private static final int WEBHOOK_SECONDS = 10;

  private ExtensionDefaults() {}

  static void validatingWebhooks(ObjectNode configuration) {
    Fill.each(configuration, "webhooks", ExtensionDefaults::webhook);
  }

  static void mutatingWebhooks(ObjectNode configuration) {
    Fill.each(
        configuration,
        "webhooks",
        webhook -> {
          webhook(webhook);
          Fill.text(webhook, "reinvocationPolicy", "Never");
        });
  }

  private static void webhook(ObjectNode webhook) {
    Fill.text(webhook, "failurePolicy", "Fail");
    Fill.number(webhook, "timeoutSeconds", WEBHOOK_SECONDS);
    selectors(webhook);
    Fill.each(webhook, "rules", rule -> Fill.text(rule, "scope", "*"));
    Fill.in(webhook, "clientConfig", ExtensionDefaults::clientConfig);
  }

  private static void clientConfig(ObjectNode config) {
    Fill.in(config, "service", service -> Fill.number(service, "port", HTTPS));
  }

  private static void selectors(ObjectNode matcher) {
    Fill.text(matcher, "matchPolicy", "Equivalent");
    Fill.object(matcher, "namespaceSelector");
    Fill.object(matcher, "objectSelector");
  }

  static void admissionPolicy(ObjectNode policy) {
    ObjectNode spec = Json.ensureObject(policy, "spec");
    Fill.text(spec, "failurePolicy", "Fail");
    Fill.in(spec, "matchConstraints", ExtensionDefaults::matchResources);
  }

  static void admissionPolicyBinding(ObjectNode binding) {
    ObjectNode spec = Json.ensureObject(binding, "spec");
    Fill.in(spec, "paramRef", param -> Fill.text(param, "parameterNotFoundAction", "Deny"));
    Fill.in(spec, "matchResources", ExtensionDefaults::matchResources);
  }

  private static void matchResources(ObjectNode match) {
    selectors(match);
    for (String rules : List.of("resourceRules", "excludeResourceRules")) {
      Fill.each(match, rules, rule -> Fill.text(rule, "scope", "*"));
    }
  }

  static void customResource(ObjectNode definition) {
    ObjectNode spec = Json.ensureObject(definition, "spec");
    ObjectNode names = Fill.object(spec, "names");
    String kind = Json.text(names, "kind");
    if (!kind.isEmpty()) {
      Fill.text(names, "singular", kind.toLowerCase(Locale.ROOT));
      Fill.text(names, "listKind", kind + "List");
    }
    if (Fill.isAbsent(spec, "conversion")) {
      spec.putObject("conversion").put("strategy", "None");
    }
    Fill.in(
        Fill.object(spec, "conversion"),
        "webhook",
        webhook -> Fill.in(webhook, "clientConfig", ExtensionDefaults::clientConfig));
    ObjectNode status = Fill.object(definition, "status");
    if (Fill.isEmpty(status, "storedVersions")) {
      ArrayNode stored = status.putArray("storedVersions");
      Fill.each(
          spec,
          "versions",
          version -> {
            if (Json.bool(version, false, "storage")) {
              stored.add(Json.text(version, "name"));
            }
          });
    }
  }

  static void apiService(ObjectNode service) {
    clientConfig(Json.ensureObject(service, "spec"));
  }

  static void flowSchema(ObjectNode schema) {
    ObjectNode spec = Json.ensureObject(schema, "spec");
    if (Json.integer(spec, 0, "matchingPrecedence") == 0) {
      spec.put("matchingPrecedence", 1000);
    }
  }

  static void priorityLevel(ObjectNode level) {
    ObjectNode spec = Json.ensureObject(level, "spec");
    Fill.in(
        spec,
        "exempt",
        exempt -> {
          Fill.number(exempt, "nominalConcurrencyShares", 0);
          Fill.number(exempt, "lendablePercent", 0);
        });
    Fill.in(
        spec,
        "limited",
        limited -> {
          Fill.number(limited, "nominalConcurrencyShares", 30);
          Fill.number(limited, "lendablePercent", 0);
          Fill.in(
              limited,
              "limitResponse",
              response -> Fill.in(response, "queuing", ExtensionDefaults::queuing));
        });
  }

  private static void queuing(ObjectNode queuing) {
    positive(queuing, "handSize", 8);
    positive(queuing, "queues", 64);
    positive(queuing, "queueLengthLimit", 50);
  }

  private static void positive(ObjectNode node, String field, int value) {
    if (Json.integer(node, 0, field) == 0) {
      node.put(field, value);
    }
  }
}
