package io.gantry.resource.kinds.core.persistentvolume;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.Quantity;
import io.gantry.resource.kinds.base.DisabledFields;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.AccessModes;
import io.gantry.resource.kinds.core.podspec.AffinityRules;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.QuantityRules;
import java.util.List;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a PersistentVolume. */
public final class PersistentVolumeStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");

  public PersistentVolumeStrategy() {
    super(true, false, true);
  }

  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {
    DisabledFields.drop(object, null, "spec.volumeAttributesClassName");
    Json.ensureObject(object, "status").removeAll().put("phase", "Pending");
    Json.ensureObject(object, "status")
        .put(
            "lastPhaseTransitionTime",
            context.now().truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString());
  }

  @Override
  protected boolean validatesTwice() {
    return true;
  }

  /** A change is looked at as a new object would be, and as nothing else. */
  @Override
  protected MetadataChecks metadataChecks() {
    return new MetadataChecks(2, 0);
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings(context);
    JsonNode spec = Json.at(object, "spec");
    List<String> modes = Json.texts(spec, "accessModes");
    if (modes.isEmpty()) {
      out.required(SPEC.child("accessModes"));
    }
    AccessModes.validate(out, SPEC.child("accessModes"), modes);
    capacity(out, Json.at(spec, "capacity"));
    out.optionalOneOf(
        SPEC.child("persistentVolumeReclaimPolicy"),
        Json.at(spec, "persistentVolumeReclaimPolicy"),
        List.of("Delete", "Recycle", "Retain"));
    affinity(out, Json.at(spec, "nodeAffinity"));
    VolumeSourceRules.validate(out, SPEC, spec);
    String storageClass = Json.text(spec, "storageClassName");
    if (!storageClass.isEmpty()) {
      out.format(SPEC.child("storageClassName"), storageClass, Formats::dns1123Subdomain);
    }
    out.optionalOneOf(
        SPEC.child("volumeMode"), Json.at(spec, "volumeMode"), List.of("Block", "Filesystem"));
    return out.list();
  }

  private static void capacity(Findings out, JsonNode capacity) {
    FieldPath path = SPEC.child("capacity");
    if (capacity == null || capacity.isEmpty()) {
      out.required(path);
    }
    if (capacity == null || capacity.size() != 1 || !capacity.has("storage")) {
      out.add(
          FieldError.notSupported(
              path,
              capacity == null
                  ? out.nothing(path, "core.ResourceList")
                  : GoText.literal("core.ResourceList{}"),
              List.of("storage")));
    }
    if (capacity != null) {
      for (String name : new TreeSet<>(capacity.propertyNames())) {
        Quantity amount = QuantityRules.of(capacity.get(name));
        if (amount.signum() < 0) {
          out.invalid(path.key(name), amount.units(), "must be a valid resource quantity");
        }
        out.add(QuantityRules.positive(path.key(name), capacity.get(name)));
      }
    }
  }

  private static void affinity(Findings out, JsonNode affinity) {
    if (affinity == null) {
      return;
    }
    FieldPath path = SPEC.child("nodeAffinity");
    JsonNode required = Json.at(affinity, "required");
    if (required == null) {
      out.required(path.child("required"), "must specify required node constraints");
    } else {
      AffinityRules.nodeSelector(out, path.child("required"), required);
    }
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = new Findings().add(validate(context, object));
    if (!VolumeSourceRules.same(Json.at(object, "spec"), Json.at(old, "spec"))) {
      out.forbidden(
          SPEC.child("persistentvolumesource"),
          "spec.persistentvolumesource is immutable after creation");
    }
    out.add(
        FieldRules.immutable(
            FieldPath.of("volumeMode"),
            Json.at(object, "spec", "volumeMode"),
            Json.at(old, "spec", "volumeMode")));
    JsonNode affinity = Json.at(object, "spec", "nodeAffinity");
    JsonNode before = Json.at(old, "spec", "nodeAffinity");
    if (before != null && !FieldRules.same(affinity, before)) {
      out.invalid(
          FieldPath.of("nodeAffinity"),
          GoText.struct("core.VolumeNodeAffinity", affinity),
          FieldRules.IMMUTABLE + ", except for updating from beta label to GA");
    }
    return out.list();
  }

  @Override
  protected List<String> warnings(ObjectNode object, ObjectNode old) {
    return VolumeWarnings.of(object);
  }
}
