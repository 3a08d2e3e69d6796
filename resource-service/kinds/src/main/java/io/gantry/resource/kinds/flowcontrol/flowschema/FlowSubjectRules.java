package io.gantry.resource.kinds.flowcontrol.flowschema;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** Who and what a rule of a FlowSchema is about. */
final class FlowSubjectRules {
  private static final List<String> VERBS =
      List.of(
          "create",
          "delete",
          "deletecollection",
          "get",
          "list",
          "patch",
          "proxy",
          "update",
          "watch");

  private FlowSubjectRules() {}

  static void subject(Findings out, FieldPath at, JsonNode subject) {
    String kind = Json.text(subject, "kind");
    switch (kind) {
      case "User" -> named(out, at, subject, "user", kind);
      case "Group" -> named(out, at, subject, "group", kind);
      case "ServiceAccount" -> {
        JsonNode account = Json.at(subject, "serviceAccount");
        if (account == null) {
          out.required(
              at.child("serviceAccount"),
              "serviceAccount is required when subject kind is 'ServiceAccount'");
          return;
        }
        String name = Json.text(account, "name");
        if (name.isEmpty()) {
          out.required(at.child("serviceAccount", "name"));
        } else if (!name.equals("*")) {
          out.format(at.child("serviceAccount", "name"), name, Formats::dns1123Subdomain);
        }
        out.requiredFormat(
            at.child("serviceAccount", "namespace"),
            Json.text(account, "namespace"),
            Formats::dns1123Label);
      }
      default ->
          out.add(
              FieldError.notSupported(
                  at.child("kind"), kind, List.of("Group", "ServiceAccount", "User")));
    }
  }

  private static void named(
      Findings out, FieldPath at, JsonNode subject, String field, String kind) {
    JsonNode who = Json.at(subject, field);
    if (who == null) {
      out.required(at.child(field), field + " is required when subject kind is '" + kind + "'");
    } else {
      out.present(at.child(field, "name"), Json.text(who, "name"));
    }
  }

  private static void verbs(Findings out, FieldPath at, JsonNode rule) {
    List<String> verbs = Json.texts(rule, "verbs");
    if (verbs.isEmpty()) {
      out.required(at.child("verbs"), "verbs must contain at least one value");
    } else if (verbs.contains("*")) {
      alone(out, at.child("verbs"), verbs, "verbs");
    } else if (!VERBS.containsAll(verbs)) {
      out.add(
          FieldError.notSupported(
              at.child("verbs"),
              GoText.strings(verbs.stream().filter(v -> !VERBS.contains(v)).toList()),
              VERBS));
    }
  }

  private static void alone(Findings out, FieldPath at, List<String> values, String what) {
    if (values.size() > 1 && values.contains("*")) {
      out.invalid(at, GoText.strings(values), "if '*' is present, must not specify other " + what);
    }
  }

  static void resources(Findings out, FieldPath at, JsonNode rule) {
    verbs(out, at, rule);
    List<String> groups = Json.texts(rule, "apiGroups");
    if (groups.isEmpty()) {
      out.required(at.child("apiGroups"), "resource rules must supply at least one api group");
    }
    alone(out, at.child("apiGroups"), groups, "api groups");
    List<String> resources = Json.texts(rule, "resources");
    if (resources.isEmpty()) {
      out.required(at.child("resources"), "resource rules must supply at least one resource");
    }
    alone(out, at.child("resources"), resources, "resources");
    List<String> namespaces = Json.texts(rule, "namespaces");
    if (namespaces.isEmpty() && !Json.bool(rule, false, "clusterScope")) {
      out.required(
          at.child("namespaces"),
          "resource rules that are not cluster scoped must supply at least one namespace");
    }
    alone(out, at.child("namespaces"), namespaces, "namespaces");
    for (int i = 0; i < namespaces.size(); i++) {
      if (!namespaces.get(i).equals("*")) {
        for (String wrong : Formats.dns1123Label(namespaces.get(i))) {
          out.invalid(
              at.child("namespaces").index(i),
              namespaces.get(i),
              "each member of this list must be '*' or a DNS-1123 label; " + wrong);
        }
      }
    }
  }

  static void paths(Findings out, FieldPath at, JsonNode rule) {
    verbs(out, at, rule);
    List<String> paths = Json.texts(rule, "nonResourceURLs");
    if (paths.isEmpty()) {
      out.required(at.child("nonResourceURLs"), "nonResourceURLs must contain at least one value");
    }
    alone(out, at.child("nonResourceURLs"), paths, "nonResourceURLs");
  }
}
