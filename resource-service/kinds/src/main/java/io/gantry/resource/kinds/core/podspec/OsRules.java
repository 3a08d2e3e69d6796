package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.FieldRules;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What pods of one system may have that those of the other may not. */
final class OsRules {
  private static final String NOT_LINUX = "windows options cannot be set for a linux pod";
  private static final String NOT_WINDOWS = "cannot be set for a windows pod";

  private OsRules() {}

  static void validate(Findings out, FieldPath path, JsonNode spec) {
    JsonNode os = Json.at(spec, "os");
    if (os == null) {
      return;
    }
    String name = Json.text(os, "name");
    switch (name) {
      case "" -> out.required(path.child("os", "name"), "cannot be empty");
      case "linux" -> linux(out, path, spec);
      case "windows" -> windows(out, path, spec);
      default -> out.add(FieldRules.oneOf(path.child("os"), name, List.of("linux", "windows")));
    }
  }

  private static void linux(Findings out, FieldPath path, JsonNode spec) {
    forbid(out, path, spec, List.of("securityContext"), List.of("windowsOptions"), NOT_LINUX);
    containers(out, path, spec, List.of("windowsOptions"), NOT_LINUX);
  }

  private static void windows(Findings out, FieldPath path, JsonNode spec) {
    List<String> context = List.of("securityContext");
    forbid(out, path, spec, context, List.of("appArmorProfile", "seLinuxOptions"), NOT_WINDOWS);
    forbid(out, path, spec, List.of(), List.of("hostUsers"), NOT_WINDOWS);
    for (String flag : List.of("hostPID", "hostIPC")) {
      if (Json.bool(spec, false, flag)) {
        out.forbidden(path.child(flag), NOT_WINDOWS);
      }
    }
    forbid(
        out,
        path,
        spec,
        context,
        List.of("seccompProfile", "fsGroup", "fsGroupChangePolicy", "sysctls"),
        NOT_WINDOWS);
    forbid(out, path, spec, List.of(), List.of("shareProcessNamespace"), NOT_WINDOWS);
    forbid(
        out,
        path,
        spec,
        context,
        List.of("runAsUser", "runAsGroup", "supplementalGroups", "supplementalGroupsPolicy"),
        NOT_WINDOWS);
    containers(
        out,
        path,
        spec,
        List.of(
            "appArmorProfile",
            "seLinuxOptions",
            "seccompProfile",
            "capabilities",
            "readOnlyRootFilesystem",
            "privileged",
            "allowPrivilegeEscalation",
            "procMount",
            "runAsUser",
            "runAsGroup"),
        NOT_WINDOWS);
  }

  private static void containers(
      Findings out, FieldPath path, JsonNode spec, List<String> fields, String why) {
    for (String sort : List.of("initContainers", "containers", "ephemeralContainers")) {
      int i = 0;
      for (JsonNode container : Json.items(spec, sort)) {
        FieldPath at = path.child(sort).index(i++);
        forbid(out, at, container, List.of("securityContext"), fields, why);
      }
    }
  }

  private static void forbid(
      Findings out,
      FieldPath path,
      JsonNode node,
      List<String> within,
      List<String> fields,
      String why) {
    String[] steps = within.toArray(String[]::new);
    for (String field : fields) {
      if (Json.has(Json.at(node, steps), field)) {
        out.forbidden(path.child(steps).child(field), why);
      }
    }
  }

  /** A pod with users of its own shares no other namespace with its host. */
  static void users(Findings out, FieldPath path, JsonNode spec) {
    if (Json.bool(spec, true, "hostUsers")) {
      return;
    }
    String why = "when `pod.Spec.HostUsers` is false";
    if (Json.bool(spec, false, "hostNetwork")) {
      out.forbidden(path.child("hostNetwork"), why);
    }
    if (Json.bool(spec, false, "hostPID")) {
      out.forbidden(path.child("HostPID"), why);
    }
    if (Json.bool(spec, false, "hostIPC")) {
      out.forbidden(path.child("HostIPC"), why);
    }
  }
}
