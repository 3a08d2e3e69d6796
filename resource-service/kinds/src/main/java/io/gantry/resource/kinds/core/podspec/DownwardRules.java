package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.QuantityRules;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/** References to the pod's own fields and resources. */
final class DownwardRules {
  private static final Set<String> KNOWN_FIELDS =
      Set.of(
          "metadata.annotations",
          "metadata.labels",
          "metadata.name",
          "metadata.namespace",
          "metadata.uid",
          "spec.host",
          "spec.nodeName",
          "spec.restartPolicy",
          "spec.serviceAccountName",
          "spec.schedulerName",
          "status.phase",
          "status.hostIP",
          "status.hostIPs",
          "status.podIP",
          "status.podIPs");
  private static final List<String> RESOURCES =
      List.of(
          "limits.cpu",
          "limits.ephemeral-storage",
          "limits.memory",
          "requests.cpu",
          "requests.ephemeral-storage",
          "requests.memory");
  private static final Set<String> BYTES =
      Set.of("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei");
  private static final Pattern SUBSCRIPTED = Pattern.compile("(.+)\\['(.*)'\\]");

  private DownwardRules() {}

  /**
   * @param supported whole fields that may be named here, sorted
   */
  static void fieldRef(Findings out, FieldPath path, JsonNode ref, List<String> supported) {
    String version = Json.text(ref, "apiVersion");
    String field = Json.text(ref, "fieldPath");
    if (version.isEmpty()) {
      out.required(path.child("apiVersion"));
      return;
    }
    if (field.isEmpty()) {
      out.required(path.child("fieldPath"));
      return;
    }
    Matcher subscripted = SUBSCRIPTED.matcher(field);
    boolean isSubscripted = subscripted.matches();
    String whole = isSubscripted ? subscripted.group(1) : field;
    String fault = "";
    if (!version.equals("v1")) {
      fault = "unsupported pod version: " + version;
    } else if (isSubscripted) {
      if (!whole.equals("metadata.annotations") && !whole.equals("metadata.labels")) {
        fault = "field label does not support subscript: " + field;
      }
    } else if (!KNOWN_FIELDS.contains(field)) {
      fault = "field label not supported: " + field;
    }
    if (!fault.isEmpty()) {
      out.invalid(path.child("fieldPath"), field, "error converting fieldPath: " + fault);
    } else if (isSubscripted) {
      String key = subscripted.group(2);
      out.format(
          path,
          whole.equals("metadata.annotations") ? key.toLowerCase(Locale.ROOT) : key,
          Formats::qualifiedName);
    } else {
      String known = field.equals("spec.host") ? "spec.nodeName" : field;
      out.add(FieldRules.oneOf(path.child("fieldPath"), known, supported));
    }
  }

  static void resourceRef(Findings out, FieldPath path, JsonNode ref, boolean inVolume) {
    String resource = Json.text(ref, "resource");
    if (inVolume && Json.text(ref, "containerName").isEmpty()) {
      out.required(path.child("containerName"));
    } else if (resource.isEmpty()) {
      out.required(path.child("resource"));
    } else if (!isHugePages(resource)) {
      out.add(FieldRules.oneOf(path.child("resource"), resource, RESOURCES));
    }
    JsonNode divisor = Json.at(ref, "divisor");
    if (divisor != null && !QuantityRules.of(divisor).isZero()) {
      divisor(out, path.child("divisor"), resource, QuantityRules.of(divisor).toString());
    }
  }

  private static void divisor(Findings out, FieldPath path, String resource, String divisor) {
    String what =
        switch (resource) {
          case "limits.cpu", "requests.cpu" -> "cpu";
          case "limits.memory", "requests.memory" -> "memory";
          case "limits.ephemeral-storage", "requests.ephemeral-storage" ->
              "local ephemeral storage";
          default -> isHugePages(resource) ? "hugepages" : "";
        };
    if (what.equals("cpu")) {
      if (!divisor.equals("1m") && !divisor.equals("1")) {
        out.invalid(
            path, resource, "only divisor's values 1m and 1 are supported with the cpu resource");
      }
    } else if (!what.isEmpty() && !BYTES.contains(divisor)) {
      out.invalid(
          path,
          resource,
          "only divisor's values 1, 1k, 1M, 1G, 1T, 1P, 1E, 1Ki, 1Mi, 1Gi, 1Ti, 1Pi, 1Ei are"
              + " supported with the "
              + what
              + " resource");
    }
  }

  private static boolean isHugePages(String resource) {
    return resource.startsWith("limits.hugepages-") || resource.startsWith("requests.hugepages-");
  }
}
