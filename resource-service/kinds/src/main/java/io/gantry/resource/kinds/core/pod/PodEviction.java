package io.gantry.resource.kinds.core.pod;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.resource.kinds.base.ObjectReader;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ObjectVerbs;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.SubresourceHandler;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * {@code pods/eviction}: a delete that asks the pod's disruption budgets first. The budget's count
 * is guarded by its revision, so that two evictions never use the same allowance.
 */
final class PodEviction implements SubresourceHandler {
  private static final GroupVersionKind EVICTION = new GroupVersionKind("policy", "v1", "Eviction");
  private static final GroupResource BUDGETS = new GroupResource("policy", "poddisruptionbudgets");

  private final ObjectReader objects;
  private final Supplier<ResourceDefinition> budgets;
  private final java.time.InstantSource clock;

  PodEviction(
      ObjectReader objects, Supplier<ResourceDefinition> budgets, java.time.InstantSource clock) {
    this.objects = objects;
    this.budgets = budgets;
    this.clock = clock;
  }

  @Override
  public ApiAnswer handle(ApiCall call, ResourceDefinition definition, ObjectVerbs verbs) {
    ObjectNode eviction = verbs.decode(call, EVICTION);
    String name = call.request().name();
    String named = Json.text(eviction, "metadata", "name");
    if (!named.isEmpty() && !named.equals(name)) {
      throw ApiStatus.badRequest("name in URL does not match name in Eviction object")
          .asException();
    }
    ResourceObject stored = verbs.get(definition, call.request().namespace(), name);
    ObjectNode pod = stored.tree();
    DeleteOptions options = DeleteOptions.of(Json.at(eviction, "deleteOptions"));
    boolean dryRun = call.dryRun() || options.dryRun();
    if (!mayGoAnyway(pod)) {
      List<ResourceObject> protecting = protecting(stored);
      if (protecting.size() > 1) {
        throw ApiStatus.internal(
                "This pod has more than one PodDisruptionBudget, which the eviction subresource"
                    + " does not support.")
            .asException();
      }
      if (!protecting.isEmpty() && !isUnready(pod, protecting.getFirst().tree())) {
        use(call, verbs, protecting.getFirst(), name, dryRun);
      }
    }
    disrupted(call, definition, verbs, dryRun);
    verbs.delete(call, definition, options.onlyUid(stored.uid()));
    ObjectNode status = Json.object();
    status.put("kind", "Status").put("apiVersion", "v1");
    status.putObject("metadata");
    status.put("status", "Success").put("code", 201);
    return verbs.answer(call, 201, status);
  }

  /** Ended, not yet started or already going pods are nobody's loss. */
  private static boolean mayGoAnyway(ObjectNode pod) {
    String phase = Json.text(pod, "status", "phase");
    return phase.equals("Succeeded")
        || phase.equals("Failed")
        || phase.equals("Pending")
        || Json.has(pod, "metadata", "deletionTimestamp");
  }

  /** Pods that are not ready count for nothing where the budget is met or says so. */
  private static boolean isUnready(ObjectNode pod, ObjectNode budget) {
    boolean ready =
        Json.items(pod, "status", "conditions").stream()
            .anyMatch(
                c -> Json.text(c, "type").equals("Ready") && Json.text(c, "status").equals("True"));
    if (ready) {
      return false;
    }
    boolean always = Json.text(budget, "spec", "unhealthyPodEvictionPolicy").equals("AlwaysAllow");
    long desired = Json.number(budget, 0, "status", "desiredHealthy");
    return always || (Json.number(budget, 0, "status", "currentHealthy") >= desired && desired > 0);
  }

  private List<ResourceObject> protecting(ResourceObject pod) {
    return objects.list(BUDGETS, pod.namespace()).stream()
        .filter(
            b -> {
              JsonNode selector = Json.at(b.tree(), "spec", "selector");
              return LabelSelector.ofOrNothing(selector).matches(pod.labels());
            })
        .toList();
  }

  private void use(
      ApiCall call, ObjectVerbs verbs, ResourceObject budget, String pod, boolean dryRun) {
    RequestInfo aimed =
        new RequestInfo(
            true,
            call.request().path(),
            "update",
            "policy",
            "v1",
            budget.namespace(),
            "poddisruptionbudgets",
            budget.name(),
            "status",
            "");
    Map<String, List<String>> query = dryRun ? Map.of("dryRun", List.of("All")) : Map.of();
    ApiCall update =
        new ApiCall(
            call.user(), aimed, query, ApiCall.AS_VALUES, call.userAgent(), ApiCall.Body.NONE);
    verbs.change(
        update,
        budgets.get(),
        object -> {
          ObjectNode status = Json.ensureObject(object, "status");
          long allowed = Json.number(status, 0, "disruptionsAllowed");
          boolean observed =
              Json.number(status, 0, "observedGeneration")
                  >= Json.number(object, 0, "metadata", "generation");
          if (!observed) {
            throw tooMany(
                "Cannot evict pod as it would violate the pod's disruption budget.",
                "The disruption budget "
                    + budget.name()
                    + " is still being processed by the server.",
                10);
          }
          if (allowed <= 0) {
            throw tooMany(
                "Cannot evict pod as it would violate the pod's disruption budget.",
                "The disruption budget "
                    + budget.name()
                    + " needs "
                    + Json.number(status, 0, "desiredHealthy")
                    + " healthy pods and has "
                    + Json.number(status, 0, "currentHealthy")
                    + " currently",
                0);
          }
          status.put("disruptionsAllowed", allowed - 1);
          Json.ensureObject(status, "disruptedPods")
              .put(
                  pod,
                  clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
        });
  }

  private static StatusException tooMany(String message, String cause, int retryAfter) {
    return new ApiStatus(
            429,
            "TooManyRequests",
            message,
            new ApiStatus.Details(
                "",
                "",
                "",
                "",
                List.of(new ApiStatus.Cause("DisruptionBudget", cause, "")),
                retryAfter))
        .asException();
  }

  /** Leaves word why the pod ended. */
  private void disrupted(
      ApiCall call, ResourceDefinition definition, ObjectVerbs verbs, boolean dryRun) {
    if (dryRun) {
      return;
    }
    RequestInfo asked = call.request();
    RequestInfo aimed =
        new RequestInfo(
            true,
            asked.path(),
            "update",
            "",
            "v1",
            asked.namespace(),
            "pods",
            asked.name(),
            "status",
            "");
    ApiCall update =
        new ApiCall(
            call.user(), aimed, Map.of(), ApiCall.AS_VALUES, call.userAgent(), ApiCall.Body.NONE);
    String now = clock.instant().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
    verbs.change(
        update,
        definition,
        pod -> {
          ArrayNode conditions = Json.ensureArray(Json.ensureObject(pod, "status"), "conditions");
          for (JsonNode known : conditions) {
            if (Json.text(known, "type").equals("DisruptionTarget")) {
              return;
            }
          }
          conditions
              .addObject()
              .putNull("lastProbeTime")
              .put("lastTransitionTime", now)
              .put("message", "Eviction API: evicting")
              .put("reason", "EvictionByEvictionAPI")
              .put("status", "True")
              .put("type", "DisruptionTarget");
        });
  }
}
