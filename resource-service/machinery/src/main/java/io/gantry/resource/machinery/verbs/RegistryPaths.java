package io.gantry.resource.machinery.verbs;

import io.gantry.apimodel.ObjectKey;
import java.util.Map;

/** Where Kubernetes keeps an object: some error texts name the place. */
final class RegistryPaths {
  private static final Map<String, String> UNLIKE_THEIR_NAME =
      Map.ofEntries(
          Map.entry("nodes", "minions"),
          Map.entry("services", "services/specs"),
          Map.entry("endpoints", "services/endpoints"),
          Map.entry("replicationcontrollers", "controllers"),
          Map.entry("ingresses.networking.k8s.io", "ingress"),
          Map.entry(
              "customresourcedefinitions.apiextensions.k8s.io",
              "apiextensions.k8s.io/customresourcedefinitions"),
          Map.entry("apiservices.apiregistration.k8s.io", "apiregistration.k8s.io/apiservices"));

  private RegistryPaths() {}

  static String of(ObjectKey key) {
    String folder =
        UNLIKE_THEIR_NAME.getOrDefault(key.resource().toString(), key.resource().resource());
    return "/registry/" + folder + "/" + key.namespacedName();
  }
}
