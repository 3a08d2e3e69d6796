package io.gantry.resource.kinds.networking.ingressclass;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.networking.ReferenceRules;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.NetworkRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of an IngressClass. */
public final class IngressClassStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final int LONGEST = 250;

  public IngressClassStrategy() {
    super(false, true);
  }

  @Override
  protected MetadataChecks metadataChecks() {
    return MetadataChecks.AS_BOTH;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    String controller = Json.text(object, "spec", "controller");
    if (controller.length() > LONGEST) {
      out.add(FieldError.tooLong(SPEC.child("controller"), LONGEST));
    }
    out.add(NetworkRules.domainPrefixedPath(SPEC.child("controller"), controller));
    JsonNode parameters = Json.at(object, "spec", "parameters");
    if (parameters != null) {
      parameters(out, SPEC.child("parameters"), parameters);
    }
    return out.list();
  }

  private static void parameters(Findings out, FieldPath at, JsonNode parameters) {
    ReferenceRules.typed(out, at, parameters);
    JsonNode scope = Json.at(parameters, "scope");
    JsonNode namespace = Json.at(parameters, "namespace");
    if (scope == null) {
      out.required(at.child("scope"));
      return;
    }
    out.optionalOneOf(at.child("scope"), scope, List.of("Cluster", "Namespace"));
    if (scope.asString().equals("Namespace")) {
      if (namespace == null) {
        out.required(at.child("namespace"), "`parameters.scope` is set to 'Namespace'");
      } else {
        out.format(at.child("namespace"), namespace.asString(), Formats::dns1123Label);
      }
    } else if (scope.asString().equals("Cluster") && namespace != null) {
      out.forbidden(at.child("namespace"), "`parameters.scope` is set to 'Cluster'");
    }
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    return new Findings()
        .add(
            FieldRules.immutable(
                SPEC.child("controller"),
                Json.at(object, "spec", "controller"),
                Json.at(old, "spec", "controller")))
        .add(validate(context, object))
        .list();
  }
}
