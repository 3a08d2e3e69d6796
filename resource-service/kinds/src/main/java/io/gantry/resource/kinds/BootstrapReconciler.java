package io.gantry.resource.kinds;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.controlruntime.ApiClient;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes what a cluster is born with, at every start. */
public final class BootstrapReconciler {
  private final ApiClient api;

  /**
   * @param api as {@code system:apiserver} in {@code system:masters}
   */
  public BootstrapReconciler(ApiClient api) {
    this.api = api;
  }

  /** Creates what is missing and puts right what is to be kept right; says how many writes. */
  public int reconcile(BootstrapObjects.Cluster cluster) {
    int writes = 0;
    for (BootstrapObjects.Wanted wanted : BootstrapObjects.of(cluster)) {
      writes += reconcile(wanted) ? 1 : 0;
    }
    return writes;
  }

  private boolean reconcile(BootstrapObjects.Wanted wanted) {
    String name = Json.text(wanted.object(), "metadata", "name");
    try {
      ResourceObject existing = api.get(wanted.resource(), wanted.namespace(), name);
      if (!BootstrapObjects.isUpdated(wanted, existing)) {
        return false;
      }
      ObjectNode changed = existing.tree();
      for (Map.Entry<String, JsonNode> field : wanted.object().properties()) {
        if (!field.getKey().equals("metadata")) {
          changed.set(field.getKey(), field.getValue());
        }
      }
      api.update(wanted.resource(), wanted.namespace(), "", changed);
      return true;
    } catch (StatusException e) {
      if (!e.isNotFound()) {
        throw e;
      }
    }
    try {
      api.create(wanted.resource(), wanted.namespace(), wanted.object());
      return true;
    } catch (StatusException e) {
      // Another instance was faster, or a namespace controller.
      if (e.isAlreadyExists()) {
        return false;
      }
      throw e;
    }
  }
}
