package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Users, groups, capabilities and profiles. */
final class SecurityRules {
  private static final int SYSCTL_LENGTH = 253;
  private static final String SYSCTL =
      "^([a-z0-9]([-_a-z0-9]*[a-z0-9])?[\\./])*[a-z0-9]([-_a-z0-9]*[a-z0-9])?$";
  private static final Pattern SYSCTL_PATTERN = Pattern.compile(SYSCTL);

  private SecurityRules() {}

  static void container(Findings out, FieldPath path, JsonNode context) {
    if (context == null) {
      return;
    }
    out.unixId(path, context, "runAsUser");
    out.unixId(path, context, "runAsGroup");
    out.optionalOneOf(
        path.child("procMount"), Json.at(context, "procMount"), List.of("Default", "Unmasked"));
    if (!Json.bool(context, true, "allowPrivilegeEscalation")) {
      if (Json.bool(context, false, "privileged")) {
        out.invalid(
            path,
            GoText.literal("core.SecurityContext{}"),
            "cannot set `allowPrivilegeEscalation` to false and `privileged` to true");
      }
      if (Json.texts(context, "capabilities", "add").contains("CAP_SYS_ADMIN")) {
        out.invalid(
            path,
            GoText.literal("core.SecurityContext{}"),
            "cannot set `allowPrivilegeEscalation` to false and `capabilities.Add` CAP_SYS_ADMIN");
      }
    }
    profiles(out, path, context);
  }

  static void pod(Findings out, FieldPath path, JsonNode spec) {
    JsonNode context = Json.at(spec, "securityContext");
    if (context == null) {
      return;
    }
    out.unixId(path, context, "fsGroup");
    out.unixId(path, context, "runAsUser");
    out.unixId(path, context, "runAsGroup");
    int g = 0;
    for (JsonNode group : Json.items(context, "supplementalGroups")) {
      out.add(
          FieldRules.each(
              path.child("supplementalGroups").index(g++),
              group.longValue(),
              Formats.unixId(group.longValue())));
    }
    boolean shared = Json.bool(spec, false, "shareProcessNamespace");
    if (shared && Json.bool(spec, false, "hostPID")) {
      out.invalid(
          path.child("shareProcessNamespace"),
          true,
          "ShareProcessNamespace and HostPID cannot both be enabled");
    }
    sysctls(out, path.child("sysctls"), spec);
    out.optionalOneOf(
        path.child("fsGroupChangePolicy"),
        Json.at(context, "fsGroupChangePolicy"),
        List.of("Always", "OnRootMismatch"));
    profiles(out, path, context);
    out.optionalOneOf(
        path.child("supplementalGroupsPolicy"),
        Json.at(context, "supplementalGroupsPolicy"),
        List.of("Merge", "Strict"));
  }

  private static void sysctls(Findings out, FieldPath path, JsonNode spec) {
    Set<String> seen = new HashSet<>();
    int i = 0;
    for (JsonNode sysctl : Json.items(spec, "securityContext", "sysctls")) {
      FieldPath at = path.index(i++).child("name");
      String name = Json.text(sysctl, "name");
      if (name.isEmpty()) {
        out.required(at);
      } else if (name.length() > SYSCTL_LENGTH || !SYSCTL_PATTERN.matcher(name).matches()) {
        out.invalid(
            at,
            name,
            "must have at most " + SYSCTL_LENGTH + " characters and match regex " + SYSCTL);
      } else if (!seen.add(name)) {
        out.add(FieldError.duplicate(at, name));
      }
      hostSysctl(out, at, name, spec);
    }
  }

  /** Settings of a namespace that the pod shares with its host are the host's. */
  private static void hostSysctl(Findings out, FieldPath at, String sysctl, JsonNode spec) {
    String name = sysctl.replace('/', '.');
    boolean ipc =
        name.startsWith("kernel.shm")
            || name.startsWith("kernel.msg")
            || name.startsWith("fs.mqueue.")
            || name.equals("kernel.sem");
    if (name.startsWith("net.") && Json.bool(spec, false, "hostNetwork")) {
      out.invalid(at, sysctl, "may not be specified when 'hostNetwork' is true");
    } else if (ipc && Json.bool(spec, false, "hostIPC")) {
      out.invalid(at, sysctl, "may not be specified when 'hostIPC' is true");
    }
  }

  private static void profiles(Findings out, FieldPath path, JsonNode context) {
    JsonNode seccomp = Json.at(context, "seccompProfile");
    if (seccomp != null) {
      FieldPath at = path.child("seccompProfile");
      profileType(
          out, at, seccomp, "seccompProfile", List.of("Localhost", "RuntimeDefault", "Unconfined"));
      localhost(out, at, seccomp, "seccomp");
    }
    JsonNode appArmor = Json.at(context, "appArmorProfile");
    if (appArmor != null) {
      FieldPath at = path.child("appArmorProfile");
      profileType(
          out,
          at,
          appArmor,
          "appArmorProfile",
          List.of("Localhost", "RuntimeDefault", "Unconfined"));
      localhost(out, at, appArmor, "AppArmor");
    }
  }

  private static void profileType(
      Findings out, FieldPath at, JsonNode profile, String field, List<String> types) {
    String type = Json.text(profile, "type");
    if (type.isEmpty()) {
      out.required(at.child("type"), "type is required when " + field + " is set");
    } else {
      out.add(FieldRules.oneOf(at.child("type"), type, types));
    }
  }

  private static void appArmorFile(Findings out, FieldPath at, String file) {
    if (!file.strip().equals(file)) {
      out.invalid(at, file, "must not be padded with whitespace");
    } else if (file.isEmpty()) {
      out.required(at, "must be set when AppArmor type is Localhost");
    }
  }

  private static void localhost(Findings out, FieldPath at, JsonNode profile, String what) {
    JsonNode file = Json.at(profile, "localhostProfile");
    boolean local = Json.text(profile, "type").equals("Localhost");
    if (local && file == null) {
      out.required(at.child("localhostProfile"), "must be set when " + what + " type is Localhost");
    } else if (local && what.equals("seccomp")) {
      PathRules.descending(out, at.child("localhostProfile"), file.asString());
    } else if (local) {
      appArmorFile(out, at.child("localhostProfile"), file.asString());
    } else if (file != null) {
      out.invalid(
          at.child("localhostProfile"),
          file.asString(),
          "can only be set when " + what + " type is Localhost");
    }
  }
}
