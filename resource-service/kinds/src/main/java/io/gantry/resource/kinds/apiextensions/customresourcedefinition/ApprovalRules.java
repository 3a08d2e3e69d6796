package io.gantry.resource.kinds.apiextensions.customresourcedefinition;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import java.net.URI;
import java.net.URISyntaxException;
import tools.jackson.databind.node.ObjectNode;

/** Groups of the Kubernetes community: who defines a resource in one says who agreed to it. */
final class ApprovalRules {
  private static final String ANNOTATION = "api-approved.kubernetes.io";

  private ApprovalRules() {}

  private enum State {
    MISSING,
    APPROVED,
    BYPASSED,
    INVALID
  }

  static void validate(Findings out, ObjectNode object, ObjectNode old) {
    String group = Json.text(object, "spec", "group");
    if (!isProtected(group)) {
      return;
    }
    State state = state(object);
    if (old != null && state(old) == state) {
      return;
    }
    FieldPath at = FieldPath.of("metadata").child("annotations").key(ANNOTATION);
    switch (state) {
      case MISSING ->
          out.required(
              at,
              "protected groups must have approval annotation \""
                  + ANNOTATION
                  + "\", see https://github.com/kubernetes/enhancements/pull/1111");
      case INVALID -> {
        String value = Json.text(object, "metadata", "annotations", ANNOTATION);
        out.invalid(
            at,
            value,
            "protected groups must have approval annotation \""
                + ANNOTATION
                + "\" with either a URL or a reason starting with \"unapproved\", see"
                + " https://github.com/kubernetes/enhancements/pull/1111");
      }
      case APPROVED, BYPASSED -> {}
    }
  }

  private static boolean isProtected(String group) {
    return group.equals("k8s.io")
        || group.equals("kubernetes.io")
        || group.endsWith(".k8s.io")
        || group.endsWith(".kubernetes.io");
  }

  private static State state(ObjectNode object) {
    String value = Json.text(object, "metadata", "annotations", ANNOTATION);
    if (value.isEmpty()) {
      return State.MISSING;
    }
    if (value.startsWith("unapproved")) {
      return State.BYPASSED;
    }
    try {
      URI uri = new URI(value);
      return uri.getHost() != null && uri.getScheme() != null ? State.APPROVED : State.INVALID;
    } catch (URISyntaxException e) {
      return State.INVALID;
    }
  }
}
