package io.gantry.cluster.serviceaccount;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.cluster.control.Namespaces;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Outcome;
import io.gantry.controlruntime.Reconciler;
import io.gantry.controlruntime.Resources;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** Makes the ServiceAccount {@code default} of a namespace where it is missing. */
public final class ServiceAccountReconciler implements Reconciler<String> {
  public static final String NAME = "default";

  private final ApiClient api;
  private final Informer<ResourceObject> namespaces;
  private final Informer<ResourceObject> accounts;

  public ServiceAccountReconciler(
      ApiClient api, Informer<ResourceObject> namespaces, Informer<ResourceObject> accounts) {
    this.api = api;
    this.namespaces = namespaces;
    this.accounts = accounts;
  }

  @Override
  public Outcome reconcile(String namespace) {
    Optional<ResourceObject> known = namespaces.get("", namespace);
    if (known.isEmpty()
        || !Namespaces.active(known.get())
        || accounts.get(namespace, NAME).isPresent()) {
      return Outcome.DONE;
    }
    ObjectNode account = Json.object();
    account.put("apiVersion", "v1").put("kind", "ServiceAccount");
    account.putObject("metadata").put("name", NAME).put("namespace", namespace);
    try {
      accounts.wrote(api.create(Resources.SERVICE_ACCOUNTS, namespace, account));
    } catch (StatusException e) {
      if (!e.isAlreadyExists() && !Namespaces.ending(e)) {
        throw e;
      }
    }
    return Outcome.DONE;
  }
}
