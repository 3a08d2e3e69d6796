package io.gantry.resource.kinds.admission.resourcequota;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.Quantity;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.kinds.admission.Refusals;
import io.gantry.resource.machinery.AdmissionPlugin;
import io.gantry.resource.store.Commit;
import io.gantry.resource.store.Draft;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Holds writes against the quotas of their namespace: last in the chain, so that it sees what the
 * others made of the object. What is used is counted up in the quota's status in the very commit of
 * the object, guarded by the quota's revision: of two writes that both see the last free place one
 * is judged again. The quota's controller counts down, and puts right what differs.
 */
public final class ResourceQuotaPlugin implements AdmissionPlugin {
  private static final GroupResource QUOTAS = new GroupResource("", "resourcequotas");
  private static final GroupResource PODS = new GroupResource("", "pods");

  @Override
  public String name() {
    return "ResourceQuota";
  }

  @Override
  public void validate(Attributes attributes) {
    String namespace = attributes.request().namespace();
    if (namespace.isEmpty()
        || !attributes.request().subresource().isEmpty()
        || !attributes.context().definition().namespaced()) {
      return;
    }
    List<ResourceObject> quotas = attributes.context().readAll(QUOTAS, namespace);
    if (quotas.isEmpty()) {
      return;
    }
    Map<String, Quantity> added = QuotaUsage.added(attributes);
    if (added.isEmpty()) {
      return;
    }
    for (ResourceObject quota : quotas) {
      check(attributes, quota, added);
    }
  }

  private static void check(
      Attributes attributes, ResourceObject quota, Map<String, Quantity> added) {
    ObjectNode tree = quota.tree();
    JsonNode spec = Json.at(tree, "spec");
    boolean isPod = attributes.context().definition().groupResource().equals(PODS);
    if (!QuotaScopes.areNone(spec) && !(isPod && QuotaScopes.cover(spec, attributes.object()))) {
      return;
    }
    Map<String, Quantity> wanted = PodQuotaUsage.quantities(Json.at(spec, "hard"));
    Set<String> limited =
        wanted.keySet().stream()
            .filter(name -> added.containsKey(name) || (isPod && PodQuotaUsage.counts(name)))
            .collect(Collectors.toCollection(java.util.TreeSet::new));
    if (limited.isEmpty()) {
      return;
    }
    Map<String, Quantity> hard = PodQuotaUsage.quantities(Json.at(tree, "status", "hard"));
    Map<String, Quantity> used = PodQuotaUsage.quantities(Json.at(tree, "status", "used"));
    if (isPod) {
      String unstated = PodQuotaUsage.unstated(attributes.object(), limited);
      if (!unstated.isEmpty()) {
        throw Refusals.forbidden(attributes, "failed quota: " + quota.name() + ": " + unstated);
      }
    }
    if (!hard.keySet().containsAll(limited) || !used.keySet().containsAll(limited)) {
      throw Refusals.forbidden(
          attributes,
          "status unknown for quota: "
              + quota.name()
              + ", resources: "
              + String.join(",", limited));
    }
    Map<String, Quantity> requested = new TreeMap<>(added);
    requested.keySet().retainAll(hard.keySet());
    requested.values().removeIf(Quantity::isZero);
    List<String> exceeded =
        requested.keySet().stream()
            .filter(name -> used.get(name).plus(requested.get(name)).compareTo(hard.get(name)) > 0)
            .toList();
    if (!exceeded.isEmpty()) {
      throw Refusals.forbidden(
          attributes,
          "exceeded quota: %s, requested: %s, used: %s, limited: %s"
              .formatted(
                  quota.name(),
                  shown(exceeded, requested),
                  shown(exceeded, used),
                  shown(exceeded, hard)));
    }
    if (!requested.isEmpty()) {
      count(attributes, quota, tree, requested, used);
    }
  }

  private static String shown(List<String> names, Map<String, Quantity> amounts) {
    return names.stream()
        .map(name -> name + "=" + amounts.get(name))
        .collect(Collectors.joining(","));
  }

  private static void count(
      Attributes attributes,
      ResourceObject quota,
      ObjectNode tree,
      Map<String, Quantity> requested,
      Map<String, Quantity> used) {
    ObjectNode counted = Json.ensureObject(tree, "status", "used");
    requested.forEach((name, amount) -> counted.put(name, used.get(name).plus(amount).toString()));
    Json.ensureObject(tree, "metadata").remove("resourceVersion");
    attributes.context().require(new Commit.Guard.HasRevision(quota.key(), quota.revision()));
    attributes
        .context()
        .also(
            new Commit.Write.Put(
                new Draft(
                    quota.key(),
                    quota.uid(),
                    quota.labels(),
                    quota.fields(),
                    quota.owners(),
                    quota.deleting(),
                    Json.bytes(tree))));
  }
}
