package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.Quantity;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.QuantityRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a container asks for and may use at most. */
public final class ResourceRules {
  private static final Set<String> FOR_CONTAINERS = Set.of("cpu", "memory", "ephemeral-storage");
  private static final Set<String> STANDARD =
      Set.of(
          "cpu",
          "memory",
          "ephemeral-storage",
          "requests.cpu",
          "requests.memory",
          "requests.ephemeral-storage",
          "limits.cpu",
          "limits.memory",
          "limits.ephemeral-storage",
          "pods",
          "resourcequotas",
          "services",
          "replicationcontrollers",
          "secrets",
          "configmaps",
          "persistentvolumeclaims",
          "storage",
          "requests.storage",
          "services.nodeports",
          "services.loadbalancers");
  private static final Set<String> COUNTED =
      Set.of(
          "pods",
          "resourcequotas",
          "services",
          "replicationcontrollers",
          "secrets",
          "configmaps",
          "persistentvolumeclaims",
          "services.nodeports",
          "services.loadbalancers");

  private ResourceRules() {}

  static void requirements(Findings out, FieldPath path, JsonNode resources) {
    FieldPath limitsPath = path.child("limits");
    FieldPath requestsPath = path.child("requests");
    JsonNode limits = Json.at(resources, "limits");
    JsonNode requests = Json.at(resources, "requests");
    amounts(out, limitsPath, limits);
    for (String name : names(requests)) {
      FieldPath at = requestsPath.key(name);
      containerResource(out, at, name);
      amount(out, at, name, requests.get(name));
      Quantity asked = QuantityRules.of(requests.get(name));
      JsonNode limit = Json.at(limits, name);
      if (limit == null) {
        if (!overcommits(name)) {
          out.required(limitsPath, "Limit must be set for non overcommitable resources");
        }
        continue;
      }
      Quantity most = QuantityRules.of(limit);
      if (asked.compareTo(most) != 0 && !overcommits(name)) {
        out.invalid(
            requestsPath, asked.toString(), "must be equal to " + name + " limit of " + most);
      } else if (asked.compareTo(most) > 0) {
        out.invalid(
            requestsPath,
            asked.toString(),
            "must be less than or equal to " + name + " limit of " + most);
      }
    }
    Set<String> all = new HashSet<>(names(limits));
    all.addAll(names(requests));
    if (all.stream().anyMatch(n -> n.startsWith("hugepages-"))
        && !all.contains("cpu")
        && !all.contains("memory")) {
      out.forbidden(path, "HugePages require cpu or memory");
    }
  }

  /** What running a pod costs beside its containers: checked as limits of a container are. */
  public static void overhead(Findings out, FieldPath path, JsonNode overhead) {
    ObjectNode resources = Json.object();
    if (overhead != null) {
      resources.set("limits", overhead);
    }
    requirements(out, path, resources);
  }

  private static void amounts(Findings out, FieldPath path, JsonNode amounts) {
    for (String name : names(amounts)) {
      containerResource(out, path.key(name), name);
      amount(out, path.key(name), name, amounts.get(name));
    }
  }

  private static List<String> names(JsonNode amounts) {
    return amounts == null ? List.of() : List.copyOf(new TreeSet<>(amounts.propertyNames()));
  }

  /** A name that has a form of its own, or is one of Kubernetes' (printed without quotes). */
  public static boolean resourceName(Findings out, FieldPath path, String name) {
    List<String> wrong = Formats.qualifiedName(name);
    if (!wrong.isEmpty()) {
      out.add(FieldRules.each(path, GoText.literal(name), wrong));
      return false;
    }
    if (!name.contains("/") && !isStandard(name)) {
      out.invalid(
          path, GoText.literal(name), "must be a standard resource type or fully qualified");
    }
    return true;
  }

  public static void containerResource(Findings out, FieldPath path, String name) {
    if (!resourceName(out, path, name)) {
      return;
    }
    if (!name.contains("/")) {
      if (!FOR_CONTAINERS.contains(name) && !name.startsWith("hugepages-")) {
        out.invalid(path, GoText.literal(name), "must be a standard resource for containers");
      }
    } else if (!isNative(name) && !isExtended(name)) {
      out.invalid(path, GoText.literal(name), "doesn't follow extended resource name standard");
    }
  }

  public static void amount(Findings out, FieldPath path, String name, JsonNode value) {
    out.add(QuantityRules.nonNegative(path, value));
    if (COUNTED.contains(name) || isExtended(name)) {
      out.add(QuantityRules.whole(path, value));
    }
  }

  public static boolean isStandard(String name) {
    return STANDARD.contains(name)
        || name.startsWith("hugepages-")
        || name.startsWith("requests.hugepages-");
  }

  private static boolean isNative(String name) {
    return !name.contains("/") || name.contains("kubernetes.io/");
  }

  private static boolean isExtended(String name) {
    return !isNative(name)
        && !name.startsWith("requests.")
        && Formats.qualifiedName("requests." + name).isEmpty();
  }

  private static boolean overcommits(String name) {
    return isNative(name) && !name.startsWith("hugepages-");
  }
}
