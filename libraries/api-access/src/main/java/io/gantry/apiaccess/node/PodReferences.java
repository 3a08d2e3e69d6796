package io.gantry.apiaccess.node;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Everything a pod's node needs to read to run it. Pure. */
final class PodReferences {
  private static final GroupResource SECRETS = new GroupResource("", "secrets");
  private static final GroupResource CONFIG_MAPS = new GroupResource("", "configmaps");
  private static final GroupResource CLAIMS = new GroupResource("", "persistentvolumeclaims");
  private static final GroupResource ACCOUNTS = new GroupResource("", "serviceaccounts");

  private final String namespace;
  private final Set<ObjectKey> found = new HashSet<>();

  private PodReferences(String namespace) {
    this.namespace = namespace;
  }

  /** The pod itself is among them. */
  static Set<ObjectKey> of(ObjectKey pod, JsonNode tree) {
    PodReferences references = new PodReferences(pod.namespace());
    references.found.add(pod);
    JsonNode spec = Json.at(tree, "spec");
    references.add(ACCOUNTS, Json.text(spec, "serviceAccountName"));
    for (JsonNode pull : Json.items(spec, "imagePullSecrets")) {
      references.add(SECRETS, Json.text(pull, "name"));
    }
    for (String kind : List.of("containers", "initContainers", "ephemeralContainers")) {
      Json.items(spec, kind).forEach(references::container);
    }
    for (JsonNode volume : Json.items(spec, "volumes")) {
      references.volume(volume, pod.name());
    }
    return references.found;
  }

  private void container(JsonNode container) {
    for (JsonNode variable : Json.items(container, "env")) {
      add(SECRETS, Json.text(variable, "valueFrom", "secretKeyRef", "name"));
      add(CONFIG_MAPS, Json.text(variable, "valueFrom", "configMapKeyRef", "name"));
    }
    for (JsonNode source : Json.items(container, "envFrom")) {
      add(SECRETS, Json.text(source, "secretRef", "name"));
      add(CONFIG_MAPS, Json.text(source, "configMapRef", "name"));
    }
  }

  private void volume(JsonNode volume, String podName) {
    add(SECRETS, Json.text(volume, "secret", "secretName"));
    add(CONFIG_MAPS, Json.text(volume, "configMap", "name"));
    add(CLAIMS, Json.text(volume, "persistentVolumeClaim", "claimName"));
    if (Json.has(volume, "ephemeral")) {
      add(CLAIMS, podName + "-" + Json.text(volume, "name"));
    }
    for (JsonNode source : Json.items(volume, "projected", "sources")) {
      add(SECRETS, Json.text(source, "secret", "name"));
      add(CONFIG_MAPS, Json.text(source, "configMap", "name"));
    }
    // Volume plugins of the old days each name their secrets in fields of their own.
    for (JsonNode plugin : volume) {
      add(SECRETS, Json.text(plugin, "secretRef", "name"));
      add(SECRETS, Json.text(plugin, "nodePublishSecretRef", "name"));
      if (!Json.has(volume, "secret")) {
        add(SECRETS, Json.text(plugin, "secretName"));
      }
    }
  }

  private void add(GroupResource resource, String name) {
    if (!name.isEmpty()) {
      found.add(new ObjectKey(resource, namespace, name));
    }
  }
}
