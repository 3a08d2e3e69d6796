package io.gantry.cluster.clusterrole;

import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.PatchType;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Outcome;
import io.gantry.controlruntime.Reconciler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Fills the rules of a ClusterRole that has an aggregation rule from the roles it selects. */
public final class AggregationReconciler implements Reconciler<String> {
  public static final GroupVersionResource CLUSTER_ROLES =
      new GroupVersionResource("rbac.authorization.k8s.io", "v1", "clusterroles");

  private final ApiClient api;
  private final Informer<ResourceObject> roles;

  public AggregationReconciler(ApiClient api, Informer<ResourceObject> roles) {
    this.api = api;
    this.roles = roles;
  }

  /** Whether a role is one to look at when any other changes. */
  public static boolean aggregates(ResourceObject role) {
    return Json.has(role.tree(), "aggregationRule");
  }

  @Override
  public Outcome reconcile(String name) {
    Optional<ResourceObject> role = roles.get("", name);
    if (role.isEmpty() || !aggregates(role.get())) {
      return Outcome.DONE;
    }
    ObjectNode tree = role.get().tree();
    List<JsonNode> rules = rules(name, tree);
    if (!rules.equals(Json.items(tree, "rules"))) {
      ObjectNode patch = Json.object();
      patch.putObject("metadata").put("resourceVersion", Long.toString(role.get().revision()));
      ArrayNode list = patch.putArray("rules");
      rules.forEach(list::add);
      roles.wrote(api.patch(CLUSTER_ROLES, "", name, "", PatchType.MERGE, patch));
    }
    return Outcome.DONE;
  }

  /** In the order of selectors, then of names, each rule once. */
  private List<JsonNode> rules(String name, ObjectNode tree) {
    Set<JsonNode> rules = new LinkedHashSet<>();
    for (JsonNode selector : Json.items(tree, "aggregationRule", "clusterRoleSelectors")) {
      LabelSelector wanted = LabelSelector.of(selector);
      roles.list().stream()
          .filter(other -> !other.name().equals(name) && wanted.matches(other.labels()))
          .sorted(Comparator.comparing(ResourceObject::name))
          .forEach(other -> rules.addAll(Json.items(other.tree(), "rules")));
    }
    return new ArrayList<>(rules);
  }
}
