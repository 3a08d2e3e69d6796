package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * Profiles of seccomp and AppArmor that are given by annotations, the old way: they must be ones,
 * and where a field says the same thing they must say what it says.
 */
public final class ProfileAnnotationRules {
  private static final String SECCOMP = "seccomp";
  private static final String SECCOMP_POD = "seccomp.security.alpha.kubernetes.io/pod";
  private static final String SECCOMP_CONTAINER = "container.seccomp.security.alpha.kubernetes.io/";
  private static final String APP_ARMOR_CONTAINER =
      "container.apparmor.security.beta.kubernetes.io/";
  private static final String LOCALHOST = "localhost/";
  private static final List<String> RUNTIME_DEFAULT = List.of("runtime/default", "docker/default");

  private ProfileAnnotationRules() {}

  /**
   * @param path of the annotations
   */
  static void seccomp(Findings out, FieldPath path, Map<String, String> annotations) {
    if (annotations.containsKey(SECCOMP_POD)) {
      seccompProfile(out, path.child(SECCOMP_POD), annotations.get(SECCOMP_POD));
    }
    annotations.forEach(
        (key, profile) -> {
          if (key.startsWith(SECCOMP_CONTAINER)) {
            seccompProfile(out, path.child(key), profile);
          }
        });
  }

  private static void seccompProfile(Findings out, FieldPath at, String profile) {
    if (profile.startsWith(LOCALHOST)) {
      PathRules.descending(out, at, profile.substring(LOCALHOST.length()));
    } else if (!RUNTIME_DEFAULT.contains(profile) && !profile.equals("unconfined")) {
      out.invalid(at, profile, "must be a valid seccomp profile");
    }
  }

  /**
   * Annotations against fields; for new pods and for templates.
   *
   * @param path of the pod's specification
   */
  public static void matches(
      Findings out, FieldPath path, Map<String, String> annotations, JsonNode spec) {
    JsonNode pod = Json.at(spec, "securityContext");
    seccompField(
        out,
        path.child("securityContext", "seccompProfile"),
        annotations.get(SECCOMP_POD),
        Json.at(pod, "seccompProfile"));
    Containers.visit(
        path,
        spec,
        (at, container) ->
            seccompField(
                out,
                at.child("securityContext", "seccompProfile"),
                annotations.get(SECCOMP_CONTAINER + Json.text(container, "name")),
                Json.at(container, "securityContext", "seccompProfile")));
    if (Json.text(spec, "os", "name").equals("windows")) {
      return;
    }
    Containers.visit(
        path,
        spec,
        (at, container) -> {
          JsonNode own = Json.at(container, "securityContext", "appArmorProfile");
          field(
              out,
              at.child("securityContext", "appArmorProfile"),
              annotations.get(APP_ARMOR_CONTAINER + Json.text(container, "name")),
              own == null ? Json.at(pod, "appArmorProfile") : own,
              "apparmor",
              List.of("runtime/default"));
        });
  }

  private static void seccompField(
      Findings out, FieldPath at, String annotation, JsonNode profile) {
    field(out, at, annotation, profile, SECCOMP, RUNTIME_DEFAULT);
  }

  private static void field(
      Findings out,
      FieldPath at,
      String annotation,
      JsonNode profile,
      String system,
      List<String> runtimeDefault) {
    if (annotation == null || profile == null) {
      return;
    }
    boolean isType =
        switch (Json.text(profile, "type")) {
          case "Unconfined" -> annotation.equals("unconfined");
          case "RuntimeDefault" -> runtimeDefault.contains(annotation);
          case "Localhost" -> annotation.startsWith(LOCALHOST);
          default -> true;
        };
    if (!isType) {
      out.forbidden(at.child("type"), system + " type in annotation and field must match");
    } else if (Json.text(profile, "type").equals("Localhost")
        && !annotation.equals(LOCALHOST + Json.text(profile, "localhostProfile"))) {
      out.forbidden(
          at.child("localhostProfile"), system + " profile in annotation and field must match");
    }
  }
}
