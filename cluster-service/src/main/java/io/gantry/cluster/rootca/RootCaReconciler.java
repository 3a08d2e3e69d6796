package io.gantry.cluster.rootca;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.cluster.control.Namespaces;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Outcome;
import io.gantry.controlruntime.Reconciler;
import io.gantry.controlruntime.Resources;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Keeps the ConfigMap {@code kube-root-ca.crt} of a namespace there and right. */
public final class RootCaReconciler implements Reconciler<String> {
  public static final String NAME = "kube-root-ca.crt";
  private static final String FILE = "ca.crt";
  private static final String ANNOTATION = "kubernetes.io/description";
  private static final String DESCRIPTION =
      "Contains a CA bundle that can be used to verify the kube-apiserver when using internal"
          + " endpoints such as the internal service IP or kubernetes.default.svc. No other usage"
          + " is guaranteed across distributions of Kubernetes clusters.";

  private final ApiClient api;
  private final Informer<ResourceObject> namespaces;
  private final Informer<ResourceObject> maps;
  private final Map<String, String> data;

  /**
   * @param maps the ConfigMaps of that name
   * @param rootCa certificates in PEM
   */
  public RootCaReconciler(
      ApiClient api,
      Informer<ResourceObject> namespaces,
      Informer<ResourceObject> maps,
      String rootCa) {
    this.api = api;
    this.namespaces = namespaces;
    this.maps = maps;
    this.data = Map.of(FILE, rootCa);
  }

  @Override
  public Outcome reconcile(String namespace) {
    Optional<ResourceObject> known = namespaces.get("", namespace);
    if (known.isEmpty() || !Namespaces.active(known.get())) {
      return Outcome.DONE;
    }
    try {
      Optional<ResourceObject> map = maps.get(namespace, NAME);
      if (map.isPresent()) {
        mend(namespace, map.get().tree());
      } else {
        create(namespace);
      }
    } catch (StatusException e) {
      if (!e.isAlreadyExists() && !Namespaces.ending(e)) {
        throw e;
      }
    }
    return Outcome.DONE;
  }

  private void create(String namespace) {
    ObjectNode map = Json.object();
    map.put("apiVersion", "v1").put("kind", "ConfigMap");
    ObjectNode metadata = map.putObject("metadata").put("name", NAME).put("namespace", namespace);
    metadata.putObject("annotations").put(ANNOTATION, DESCRIPTION);
    map.set("data", Json.stringMap(data));
    maps.wrote(api.create(Resources.CONFIG_MAPS, namespace, map));
  }

  /** Any description will do, only the data is restored word for word. */
  private void mend(String namespace, ObjectNode map) {
    boolean described = !Json.text(map, "metadata", "annotations", ANNOTATION).isEmpty();
    if (described && Json.map(map, "data").equals(data)) {
      return;
    }
    map.set("data", Json.stringMap(data));
    Json.ensureObject(map, "metadata", "annotations").put(ANNOTATION, DESCRIPTION);
    maps.wrote(api.update(Resources.CONFIG_MAPS, namespace, "", map));
  }
}
