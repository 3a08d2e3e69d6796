package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.Formats;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Environment variables and where their values come from. */
final class EnvRules {
  private static final List<String> POD_FIELDS =
      List.of(
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.nodeName",
          "spec.serviceAccountName",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");

  private EnvRules() {}

  static void env(Findings out, FieldPath path, List<JsonNode> variables) {
    for (int i = 0; i < variables.size(); i++) {
      FieldPath at = path.index(i);
      JsonNode variable = variables.get(i);
      out.requiredFormat(at.child("name"), Json.text(variable, "name"), Formats::relaxedEnvName);
      JsonNode from = Json.at(variable, "valueFrom");
      if (from != null) {
        valueFrom(out, at.child("valueFrom"), from, Json.text(variable, "value"));
      }
    }
  }

  private static void valueFrom(Findings out, FieldPath path, JsonNode from, String value) {
    int sources = 0;
    if (Json.has(from, "fieldRef")) {
      sources++;
      DownwardRules.fieldRef(out, path.child("fieldRef"), Json.at(from, "fieldRef"), POD_FIELDS);
    }
    if (Json.has(from, "resourceFieldRef")) {
      sources++;
      DownwardRules.resourceRef(
          out, path.child("resourceFieldRef"), Json.at(from, "resourceFieldRef"), false);
    }
    for (String source : List.of("configMapKeyRef", "secretKeyRef")) {
      JsonNode ref = Json.at(from, source);
      if (ref != null) {
        sources++;
        out.format(path.child(source, "name"), Json.text(ref, "name"), Formats::dns1123Subdomain);
        out.requiredFormat(path.child(source, "key"), Json.text(ref, "key"), Formats::configKey);
      }
    }
    if (sources == 0) {
      out.invalid(
          path,
          "",
          "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or"
              + " `secretKeyRef`");
    } else if (!value.isEmpty()) {
      out.invalid(path, "", "may not be specified when `value` is not empty");
    } else if (sources > 1) {
      out.invalid(path, "", "may not have more than one field specified at a time");
    }
  }

  static void envFrom(Findings out, FieldPath path, List<JsonNode> sources) {
    for (int i = 0; i < sources.size(); i++) {
      FieldPath at = path.index(i);
      JsonNode source = sources.get(i);
      String prefix = Json.text(source, "prefix");
      if (!prefix.isEmpty()) {
        out.format(at.child("prefix"), prefix, Formats::relaxedEnvName);
      }
      int count = 0;
      for (String ref : List.of("configMapRef", "secretRef")) {
        if (Json.has(source, ref)) {
          count++;
          out.requiredFormat(
              at.child(ref, "name"), Json.text(source, ref, "name"), Formats::dns1123Subdomain);
        }
      }
      // The list's own path, as Kubernetes has it.
      if (count == 0) {
        out.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`");
      } else if (count > 1) {
        out.invalid(path, "", "may not have more than one field specified at a time");
      }
    }
  }
}
