package io.gantry.resource.kinds.core.resourcequota;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.podspec.ResourceRules;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.GoText;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a ResourceQuota. */
public final class ResourceQuotaStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> SCOPES =
      List.of(
          "Terminating",
          "NotTerminating",
          "BestEffort",
          "NotBestEffort",
          "PriorityClass",
          "CrossNamespacePodAffinity");

  private static final Set<String> COMPUTE =
      Set.of("cpu", "memory", "limits.cpu", "limits.memory", "requests.cpu", "requests.memory");

  public ResourceQuotaStrategy() {
    super(true, false, true);
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    amounts(out, SPEC.child("hard"), Json.at(object, "spec", "hard"));
    List<String> scopes = Json.texts(object, "spec", "scopes");
    for (String scope : scopes) {
      if (!SCOPES.contains(scope)) {
        out.invalid(SPEC.child("scopes"), shown(scopes), "unsupported scope");
      }
      for (int i = unscoped(scope, object); i > 0; i--) {
        out.invalid(SPEC.child("scopes"), shown(scopes), "unsupported scope applied to resource");
      }
    }
    conflicts(out, SPEC.child("scopes"), scopes, scopes);
    selector(out, SPEC.child("scopeSelector", "matchExpressions"), object);
    return out.list();
  }

  /**
   * @param scopes what is asked for
   * @param named what a message repeats: always the plain scopes
   */
  private static void conflicts(
      Findings out, FieldPath at, List<String> scopes, List<String> named) {
    for (String one : List.of("BestEffort", "Terminating")) {
      if (scopes.contains(one) && scopes.contains("Not" + one)) {
        out.invalid(at, shown(named), "conflicting scopes");
      }
    }
  }

  /** How many of the limited resources a scope has nothing to do with. */
  private static int unscoped(String scope, ObjectNode object) {
    JsonNode hard = Json.at(object, "spec", "hard");
    if (hard == null || !SCOPES.contains(scope)) {
      return 0;
    }
    int count = 0;
    for (String name : hard.propertyNames()) {
      boolean fits = name.equals("pods") || (!scope.equals("BestEffort") && COMPUTE.contains(name));
      if (!fits && !name.contains("/") && isForQuota(name)) {
        count++;
      }
    }
    return count;
  }

  /** All resources of Kubernetes' own but that of a claim, which counts as a request here. */
  private static boolean isForQuota(String name) {
    return ResourceRules.isStandard(name) && !name.equals("storage");
  }

  private static Object shown(List<String> scopes) {
    return GoText.literal(
        scopes.isEmpty()
            ? "[]core.ResourceQuotaScope(nil)"
            : "[]core.ResourceQuotaScope{"
                + scopes.stream().map(FieldError::quoted).collect(Collectors.joining(", "))
                + "}");
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = new Findings().add(validate(context, object));
    Set<String> now = Set.copyOf(Json.texts(object, "spec", "scopes"));
    if (!now.equals(Set.copyOf(Json.texts(old, "spec", "scopes")))) {
      Object shown =
          Json.has(object, "spec", "scopes") || context.sentEmpty("spec.scopes")
              ? shown(Json.texts(object, "spec", "scopes"))
              : GoText.literal("[]core.ResourceQuotaScope(nil)");
      out.invalid(SPEC.child("scopes"), shown, FieldRules.IMMUTABLE);
    }
    return out.list();
  }

  private static void amounts(Findings out, FieldPath path, JsonNode amounts) {
    if (amounts == null) {
      return;
    }
    for (String name : new TreeSet<>(amounts.propertyNames())) {
      FieldPath at = path.key(name);
      ResourceRules.resourceName(out, at, name);
      if (!name.contains("/") && !isForQuota(name)) {
        out.invalid(at, GoText.literal(name), "must be a standard resource for quota");
      }
      ResourceRules.amount(out, at, name, amounts.get(name));
    }
  }

  /** Errors do not say which of the requirements is wrong. */
  private static void selector(Findings out, FieldPath path, ObjectNode object) {
    List<String> scopes = new ArrayList<>();
    for (JsonNode expression : Json.items(object, "spec", "scopeSelector", "matchExpressions")) {
      String operator = Json.text(expression, "operator");
      List<String> values = Json.texts(expression, "values");
      String scope = Json.text(expression, "scopeName");
      if (!SCOPES.contains(scope)) {
        out.invalid(path.child("scopeName"), scope, "unsupported scope");
      }
      for (int n = unscoped(scope, object); n > 0; n--) {
        out.invalid(
            path, GoText.literal("core.ScopeSelector{}"), "unsupported scope applied to resource");
      }
      if (SCOPES.contains(scope) && !scope.equals("PriorityClass") && !operator.equals("Exists")) {
        out.invalid(
            path.child("operator"),
            operator,
            "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating,"
                + " ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort,"
                + " ResourceQuotaScopeNotBestEffort or"
                + " ResourceQuotaScopeCrossNamespacePodAffinity");
      }
      switch (operator) {
        case "In", "NotIn" -> {
          if (values.isEmpty()) {
            out.required(
                path.child("values"),
                "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector");
          }
        }
        case "Exists", "DoesNotExist" -> {
          if (!values.isEmpty()) {
            out.invalid(
                path.child("values"),
                GoText.strings(values),
                "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope"
                    + " selector");
          }
        }
        default -> out.invalid(path.child("operator"), operator, "not a valid selector operator");
      }
      scopes.add(scope);
    }
    conflicts(out, path, scopes, Json.texts(object, "spec", "scopes"));
  }

  @Override
  protected List<FieldError> validateStatus(
      WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = new Findings();
    amounts(out, FieldPath.of("status").child("hard"), Json.at(object, "status", "hard"));
    amounts(out, FieldPath.of("status").child("used"), Json.at(object, "status", "used"));
    return out.list();
  }
}
