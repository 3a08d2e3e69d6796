package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Probes, lifecycle hooks, and what they do. */
final class ProbeRules {
  private final Findings out;
  private final long grace;

  ProbeRules(Findings out, long grace) {
    this.out = out;
    this.grace = grace;
  }

  void lifecycle(FieldPath path, JsonNode lifecycle) {
    for (String hook : List.of("postStart", "preStop")) {
      JsonNode handler = Json.at(lifecycle, hook);
      if (handler != null) {
        handler(path.child(hook), handler, List.of("exec", "httpGet", "tcpSocket", "sleep"));
      }
    }
  }

  void probe(FieldPath path, JsonNode probe, String sort) {
    if (probe == null) {
      return;
    }
    handler(path, probe, List.of("exec", "httpGet", "tcpSocket", "grpc"));
    for (String field :
        List.of(
            "initialDelaySeconds",
            "timeoutSeconds",
            "periodSeconds",
            "successThreshold",
            "failureThreshold")) {
      out.nonNegative(path, probe, field);
    }
    JsonNode seconds = Json.at(probe, "terminationGracePeriodSeconds");
    if (seconds != null && seconds.longValue() <= 0) {
      out.invalid(
          path.child("terminationGracePeriodSeconds"),
          seconds.longValue(),
          "must be greater than 0");
    }
    if (sort.equals("readinessProbe")) {
      if (seconds != null) {
        out.invalid(
            path.child("terminationGracePeriodSeconds"),
            seconds.longValue(),
            "must not be set for readinessProbes");
      }
    } else if (Json.number(probe, 0, "successThreshold") != 1) {
      out.invalid(
          path.child("successThreshold"), Json.number(probe, 0, "successThreshold"), "must be 1");
    }
  }

  private void handler(FieldPath path, JsonNode handler, List<String> sorts) {
    int count = 0;
    for (String sort : sorts) {
      JsonNode action = Json.at(handler, sort);
      if (action == null) {
        continue;
      }
      if (count++ > 0) {
        out.forbidden(path.child(sort), "may not specify more than 1 handler type");
      } else {
        action(path.child(sort), sort, action);
      }
    }
    if (count == 0) {
      out.required(path, "must specify a handler type");
    }
  }

  private void action(FieldPath path, String sort, JsonNode action) {
    switch (sort) {
      case "exec" -> {
        if (Json.items(action, "command").isEmpty()) {
          out.required(path.child("command"));
        }
      }
      case "httpGet" -> http(path, action);
      case "tcpSocket" ->
          out.add(FieldRules.portNumberOrName(path.child("port"), Json.at(action, "port")));
      case "grpc" -> out.add(FieldRules.port(path.child("port"), Json.number(action, 0, "port")));
      case "sleep" -> {
        long seconds = Json.number(action, 0, "seconds");
        if (seconds <= 0 || seconds > grace) {
          out.invalid(
              path,
              seconds,
              "must be greater than 0 and less than terminationGracePeriodSeconds (" + grace + ")");
        }
      }
      default -> throw new IllegalArgumentException(sort);
    }
  }

  private void http(FieldPath path, JsonNode http) {
    out.present(path.child("path"), Json.text(http, "path"));
    out.add(FieldRules.portNumberOrName(path.child("port"), Json.at(http, "port")));
    out.add(
        FieldRules.oneOf(
            path.child("scheme"), Json.text(http, "scheme"), List.of("HTTP", "HTTPS")));
    for (JsonNode header : Json.items(http, "httpHeaders")) {
      out.format(path.child("httpHeaders"), Json.text(header, "name"), Formats::httpHeaderName);
    }
  }
}
