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

  private static final List<String> KINDS = List.of("ServiceAccount", "User", "Group");

  private FlowSubjectRules() {}

  static void subject(Findings out, FieldPath at, JsonNode subject) {
    String kind = Json.text(subject, "kind");
    if (!KINDS.contains(kind)) {
      out.add(
          FieldError.notSupported(
              at.child("kind"), kind, List.of("Group", "ServiceAccount", "User")));
      return;
    }
    String field = fieldOf(kind);
    JsonNode who = Json.at(subject, field);
    if (who == null) {
      out.required(at.child(field), field + " is required when subject kind is '" + kind + "'");
    } else if (kind.equals("ServiceAccount")) {
      account(out, at.child(field), who);
    } else {
      out.present(at.child(field, "name"), Json.text(who, "name"));
    }
    for (String other : KINDS) {
      if (!other.equals(kind) && Json.has(subject, fieldOf(other))) {
        out.forbidden(
            at.child(fieldOf(other)),
            fieldOf(other) + " is forbidden when subject kind is not '" + other + "'");
      }
    }
  }

  private static String fieldOf(String kind) {
    return Character.toLowerCase(kind.charAt(0)) + kind.substring(1);
  }

  private static void account(Findings out, FieldPath at, JsonNode account) {
    String name = Json.text(account, "name");
    if (name.isEmpty()) {
      out.required(at.child("name"));
    } else if (!name.equals("*")) {
      out.format(at.child("name"), name, Formats::dns1123Subdomain);
    }
    String namespace = Json.text(account, "namespace");
    if (namespace.isEmpty()) {
      out.required(at.child("namespace"), "must specify namespace for service account");
    } else {
      out.format(at.child("namespace"), namespace, Formats::dns1123Label);
    }
  }

  private static void verbs(Findings out, FieldPath at, JsonNode rule) {
    List<String> verbs = Json.texts(rule, "verbs");
    if (verbs.isEmpty()) {
      out.required(at.child("verbs"), "verbs must contain at least one value");
    } else if (verbs.contains("*")) {
      alone(out, at.child("verbs"), verbs, "verbs");
    } else if (!VERBS.containsAll(verbs)) {
      out.add(FieldError.notSupported(at.child("verbs"), GoText.strings(verbs), VERBS));
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
    for (int i = 0; i < namespaces.size() && !namespaces.contains("*"); i++) {
      for (String wrong : Formats.dns1123Label(namespaces.get(i))) {
        out.invalid(
            at.child("namespaces").index(i),
            namespaces.get(i),
            "each member of this list must be '*' or a DNS-1123 label; " + wrong);
      }
    }
  }

  static void paths(Findings out, FieldPath at, JsonNode rule) {
    verbs(out, at, rule);
    List<String> paths = Json.texts(rule, "nonResourceURLs");
    if (paths.isEmpty()) {
      out.required(at.child("nonResourceURLs"), "nonResourceURLs must contain at least one value");
    }
    alone(out, at.child("nonResourceURLs"), paths, "non-resource URLs");
    for (int i = 0; i < paths.size() && !paths.contains("*"); i++) {
      String wrong = whatIsWrong(paths.get(i));
      if (wrong != null) {
        out.invalid(at.child("nonResourceURLs").index(i), paths.get(i), wrong);
      }
    }
  }

  private static String whatIsWrong(String path) {
    int wildcard = path.indexOf('*');
    if (path.isEmpty()) {
      return "must not be empty";
    }
    if (!path.startsWith("/")) {
      return "must start with slash";
    }
    if (path.contains(" ")) {
      return "must not contain white-space";
    }
    if (path.contains("//")) {
      return "must not contain double slash";
    }
    return wildcard >= 0 && !(wildcard == path.length() - 1 && path.endsWith("/*"))
        ? "wildcard can only do suffix matching"
        : null;
  }
}
