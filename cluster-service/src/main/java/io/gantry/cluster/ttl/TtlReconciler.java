package io.gantry.cluster.ttl;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.PatchType;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Outcome;
import io.gantry.controlruntime.Reconciler;
import io.gantry.controlruntime.Resources;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Writes the annotation by which kubelets know how long to cache secrets and config maps. */
public final class TtlReconciler implements Reconciler<String> {
  private static final String ANNOTATION = "node.alpha.kubernetes.io/ttl";

  private final ApiClient api;
  private final Informer<ResourceObject> nodes;

  public TtlReconciler(ApiClient api, Informer<ResourceObject> nodes) {
    this.api = api;
    this.nodes = nodes;
  }

  @Override
  public Outcome reconcile(String name) {
    Optional<ResourceObject> node = nodes.get("", name);
    if (node.isEmpty()) {
      return Outcome.DONE;
    }
    String seconds = Integer.toString(seconds(nodes.size()));
    if (!Json.text(node.get().tree(), "metadata", "annotations", ANNOTATION).equals(seconds)) {
      ObjectNode patch = Json.object();
      Json.ensureObject(patch, "metadata", "annotations").put(ANNOTATION, seconds);
      nodes.wrote(api.patch(Resources.NODES, "", name, "", PatchType.STRATEGIC, patch));
    }
    return Outcome.DONE;
  }

  /** The more nodes, the less often each may ask. */
  static int seconds(int nodes) {
    if (nodes <= 100) {
      return 0;
    }
    return nodes <= 500 ? 15 : nodes <= 1000 ? 30 : nodes <= 2000 ? 60 : 300;
  }
}
