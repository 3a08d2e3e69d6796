package io.gantry.resource.kinds.core.namespace;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.ObjectMetaRules;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a Namespace. It has a finalizer of its own in its spec: its contents go first. */
public final class NamespaceStrategy extends ObjectStrategy {
  private static final String NAME_LABEL = "kubernetes.io/metadata.name";

  public NamespaceStrategy() {
    super(true, false);
  }

  @Override
  public NameRule nameRule() {
    return NameRule.DNS_LABEL;
  }

  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {
    label(object);
    Json.ensureObject(object, "status").removeAll().put("phase", "Active");
    ObjectNode spec = Json.ensureObject(object, "spec");
    if (!Json.texts(spec, "finalizers").contains("kubernetes")) {
      Json.ensureArray(spec, "finalizers").add("kubernetes");
    }
  }

  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
    switch (context.subresource()) {
      case "status" -> keepAllButStatus(object, old);
      case "finalize" -> keep(object, old, "status");
      default -> {
        keep(object, old, "spec");
        keep(object, old, "status");
      }
    }
    label(object);
  }

  private static void label(ObjectNode object) {
    String name = Json.text(object, "metadata", "name");
    if (!name.isEmpty()) {
      Json.ensureObject(object, "metadata", "labels").put(NAME_LABEL, name);
    }
  }

  @Override
  public void markDeleting(WriteContext context, ObjectNode object) {
    Json.ensureObject(object, "status").put("phase", "Terminating");
  }

  /** Not before whoever empties it has taken his finalizer off. */
  @Override
  public boolean finished(ObjectNode object) {
    return Json.items(object, "spec", "finalizers").isEmpty();
  }

  @Override
  protected MetadataChecks metadataChecks() {
    return MetadataChecks.AS_BOTH;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    FieldPath path = FieldPath.of("spec").child("finalizers");
    for (String finalizer : Json.texts(object, "spec", "finalizers")) {
      out.format(path, finalizer, Formats::qualifiedName);
      out.add(ObjectMetaRules.finalizerName(path, finalizer));
    }
    return out.list();
  }

  @Override
  protected List<FieldError> validateStatus(
      WriteContext context, ObjectNode object, ObjectNode old) {
    String phase = Json.text(object, "status", "phase");
    boolean deleting = Json.has(object, "metadata", "deletionTimestamp");
    if (deleting && !phase.equals("Terminating")) {
      return List.of(
          FieldError.invalid(
              FieldPath.of("status").child("Phase"),
              phase,
              "may only be 'Terminating' if `deletionTimestamp` is not empty"));
    }
    if (!deleting && !phase.equals("Active")) {
      return List.of(
          FieldError.invalid(
              FieldPath.of("status").child("Phase"),
              phase,
              "may only be 'Active' if `deletionTimestamp` is empty"));
    }
    return List.of();
  }

  @Override
  public Map<String, String> selectableFields(ObjectNode object) {
    return Map.of("status.phase", Json.text(object, "status", "phase"));
  }

  @Override
  public List<String> selectableFieldNames() {
    return List.of("status.phase");
  }
}
