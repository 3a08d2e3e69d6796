package io.gantry.schemagenerator;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The stable group-versions that the client's operations speak to, and the definition package of
 * each. Kubernetes serves no beta or alpha version unless told to.
 */
final class GroupVersions {
  private static final Pattern PATH =
      Pattern.compile("localVarPath = \"/(?:api|apis/([a-z0-9.]+))/(v\\d+)[/\"]");
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "apiextensions.k8s.io", "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.",
          "apiregistration.k8s.io", "io.k8s.kube-aggregator.pkg.apis.apiregistration.");

  /** {@code io.k8s.api.apps.v1} to {@code apps/v1}. */
  private final Map<String, String> apiVersions = new TreeMap<>();

  static GroupVersions of(List<String> operations) {
    GroupVersions found = new GroupVersions();
    for (String java : operations) {
      Matcher path = PATH.matcher(java);
      while (path.find()) {
        String group = path.group(1) == null ? "" : path.group(1);
        String version = path.group(2);
        found.apiVersions.put(
            definitionPackage(group) + version, group.isEmpty() ? version : group + "/" + version);
      }
    }
    return found;
  }

  private static String definitionPackage(String group) {
    if (ELSEWHERE.containsKey(group)) {
      return ELSEWHERE.get(group);
    }
    String first = group.isEmpty() ? "core" : group.split("\\.")[0];
    return "io.k8s.api." + first + ".";
  }

  Map<String, String> apiVersions() {
    return apiVersions;
  }
}
