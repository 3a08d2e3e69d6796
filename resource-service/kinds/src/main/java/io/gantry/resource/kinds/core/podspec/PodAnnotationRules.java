package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** Annotations of pods that mean something to Kubernetes itself. */
public final class PodAnnotationRules {
  private static final String MIRROR = "kubernetes.io/config.mirror";
  private static final String DELETION_COST = "controller.kubernetes.io/pod-deletion-cost";
  private static final String APP_ARMOR = "container.apparmor.security.beta.kubernetes.io/";
  private static final Pattern WHOLE = Pattern.compile("0|[+-]?[1-9][0-9]{0,9}");

  private PodAnnotationRules() {}

  /**
   * @param path of the annotations
   */
  public static void validate(
      Findings out, FieldPath path, Map<String, String> annotations, JsonNode spec) {
    String mirror = annotations.get(MIRROR);
    if (mirror != null && Json.text(spec, "nodeName").isEmpty()) {
      out.invalid(
          path.key(MIRROR), mirror, "must set spec.nodeName if mirror pod annotation is set");
    }
    String cost = annotations.get(DELETION_COST);
    if (cost != null && !isCost(cost)) {
      out.invalid(path.key(DELETION_COST), cost, "must be a 32bit integer");
    }
    ProfileAnnotationRules.seccomp(out, path, annotations);
    annotations.forEach(
        (key, profile) -> {
          if (key.startsWith(APP_ARMOR)) {
            appArmor(out, path.key(key), key.substring(APP_ARMOR.length()), profile, spec);
          }
        });
  }

  private static boolean isCost(String text) {
    if (!WHOLE.matcher(text).matches() || text.startsWith("+")) {
      return false;
    }
    long cost = Long.parseLong(text);
    return cost == (int) cost;
  }

  private static void appArmor(
      Findings out, FieldPath at, String container, String profile, JsonNode spec) {
    boolean known =
        List.of("initContainers", "containers", "ephemeralContainers").stream()
            .flatMap(sort -> Json.items(spec, sort).stream())
            .anyMatch(one -> Json.text(one, "name").equals(container));
    if (!known) {
      out.invalid(at, container, "container not found");
    }
    if (!profile.isEmpty()
        && !profile.equals("runtime/default")
        && !profile.equals("unconfined")
        && !profile.startsWith("localhost/")) {
      out.invalid(
          at,
          profile,
          "invalid AppArmor profile name: " + io.gantry.apimodel.FieldError.quoted(profile));
    }
  }

  /** Some may not change as long as the pod lives. */
  public static void validateChange(
      Findings out, FieldPath path, Map<String, String> now, Map<String, String> before) {
    before.forEach(
        (key, value) -> {
          if (!value.equals(now.get(key))) {
            if (key.startsWith(APP_ARMOR)) {
              out.forbidden(path.key(key), "may not remove or update AppArmor annotations");
            } else if (key.equals(MIRROR)) {
              out.forbidden(path.key(key), "may not remove or update mirror pod annotation");
            }
          }
        });
    for (String key : now.keySet()) {
      if (before.containsKey(key)) {
        continue;
      }
      if (key.startsWith(APP_ARMOR)) {
        out.forbidden(path.key(key), "may not add AppArmor annotations");
      } else if (key.equals(MIRROR)) {
        out.forbidden(path.key(key), "may not add mirror pod annotation");
      }
    }
  }
}
