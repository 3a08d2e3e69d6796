package io.gantry.resource.kinds.core.persistentvolumeclaim;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.Quantity;
import io.gantry.resource.kinds.base.DisabledFields;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.Notices;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.AccessModes;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.LabelRules;
import io.gantry.resource.machinery.validation.QuantityRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a PersistentVolumeClaim. */
public final class PersistentVolumeClaimStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");

  public PersistentVolumeClaimStrategy() {
    super(true, false, true);
  }

  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {
    DisabledFields.drop(object, null, "spec.volumeAttributesClassName");
    sources(object, null);
    Json.ensureObject(object, "status").removeAll().put("phase", "Pending");
  }

  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
    super.prepareForUpdate(context, object, old);
    if (context.subresource().isEmpty()) {
      DisabledFields.drop(object, old, "spec.volumeAttributesClassName");
      sources(object, old);
    }
  }

  /** A claim's source has an old and a new name; only claims and snapshots have the old one. */
  private static void sources(ObjectNode claim, ObjectNode old) {
    if (!(claim.get("spec") instanceof ObjectNode spec)) {
      return;
    }
    if (Json.has(spec, "dataSourceRef", "namespace")
        && !Json.has(old, "spec", "dataSourceRef", "namespace")) {
      spec.remove("dataSourceRef");
    }
    String kind = Json.text(spec, "dataSource", "kind");
    String group = Json.text(spec, "dataSource", "apiGroup");
    boolean known =
        (kind.equals("PersistentVolumeClaim") && group.isEmpty())
            || (kind.equals("VolumeSnapshot") && group.equals("snapshot.storage.k8s.io"));
    if (!known && !Json.has(old, "spec", "dataSource")) {
      spec.remove("dataSource");
    }
    if (Json.has(spec, "dataSource") && !Json.has(spec, "dataSourceRef")) {
      spec.set("dataSourceRef", spec.get("dataSource").deepCopy());
    } else if (Json.has(spec, "dataSourceRef") && !Json.has(spec, "dataSource")) {
      spec.set("dataSource", spec.get("dataSourceRef").deepCopy());
    }
  }

  @Override
  protected boolean validatesTwice() {
    return true;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    spec(out, SPEC, Json.at(object, "spec"));
    return out.list();
  }

  /** Also used by templates of claims. */
  public static void spec(Findings out, FieldPath path, JsonNode spec) {
    List<String> modes = Json.texts(spec, "accessModes");
    if (modes.isEmpty()) {
      out.required(path.child("accessModes"), "at least 1 access mode is required");
    }
    out.add(LabelRules.selector(path.child("selector"), Json.at(spec, "selector")));
    AccessModes.validate(out, path.child("accessModes"), modes);
    JsonNode storage = Json.at(spec, "resources", "requests", "storage");
    if (storage == null) {
      out.required(path.child("resources").key("storage"));
    } else {
      out.add(QuantityRules.positive(path.child("resources").key("storage"), storage));
    }
    String storageClass = Json.text(spec, "storageClassName");
    if (!storageClass.isEmpty()) {
      out.format(path.child("storageClassName"), storageClass, Formats::dns1123Subdomain);
    }
    out.optionalOneOf(
        path.child("volumeMode"), Json.at(spec, "volumeMode"), List.of("Block", "Filesystem"));
    JsonNode source = Json.at(spec, "dataSource");
    if (source != null) {
      dataSource(out, path.child("dataSource"), source);
    }
    JsonNode reference = Json.at(spec, "dataSourceRef");
    if (reference != null) {
      dataSource(out, path.child("dataSourceRef"), reference);
      String namespace = Json.text(reference, "namespace");
      if (!namespace.isEmpty()) {
        out.format(path.child("dataSourceRef", "namespace"), namespace, Formats::dns1123Label);
      }
    }
    boolean elsewhere = !Json.text(reference, "namespace").isEmpty();
    if (source != null && elsewhere) {
      out.invalid(
          path,
          GoText.literal(path.child("dataSource").toString()),
          "may not be specified when dataSourceRef.namespace is specified");
    } else if (source != null && reference != null && !FieldRules.same(source, reference)) {
      out.invalid(
          path, GoText.literal(path.child("dataSource").toString()), "must match dataSourceRef");
    }
  }

  /** A claim that a pod's volume brings along; it has no metadata but labels and annotations. */
  public static void template(Findings out, FieldPath path, JsonNode template) {
    JsonNode metadata = Json.at(template, "metadata");
    FieldPath at = path.child("metadata");
    out.add(LabelRules.annotations(at.child("annotations"), Json.at(metadata, "annotations")));
    out.add(LabelRules.labels(at.child("labels"), Json.at(metadata, "labels")));
    for (String field : List.of("name", "generateName", "namespace", "finalizers")) {
      if (Json.has(metadata, field)) {
        out.forbidden(at.child(field), "cannot be set");
      }
    }
    spec(out, path.child("spec"), Json.at(template, "spec"));
  }

  private static void dataSource(Findings out, FieldPath path, JsonNode source) {
    out.present(path.child("name"), Json.text(source, "name"));
    out.present(path.child("kind"), Json.text(source, "kind"));
    String group = Json.text(source, "apiGroup");
    if (!group.isEmpty()) {
      out.format(path.child("apiGroup"), group, Formats::dns1123Subdomain);
    }
    if (group.isEmpty() && !Json.text(source, "kind").equals("PersistentVolumeClaim")) {
      out.invalid(
          path,
          Json.text(source, "kind"),
          "must be 'PersistentVolumeClaim' when referencing the default apiGroup");
    }
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = new Findings().add(validate(context, object));
    ObjectNode now = Json.ensureObject(object.deepCopy(), "spec");
    ObjectNode before = Json.ensureObject(old.deepCopy(), "spec");
    if (!before.has("volumeName")) {
      now.remove("volumeName");
    }
    boolean bound = Json.text(object, "status", "phase").equals("Bound");
    if (bound && Json.has(now, "resources", "requests")) {
      JsonNode size = Json.at(before, "resources", "requests", "storage");
      if (size != null) {
        Json.ensureObject(now, "resources", "requests").set("storage", size.deepCopy());
      }
    }
    for (ObjectNode spec : List.of(now, before)) {
      spec.remove("volumeAttributesClassName");
    }
    if (!FieldRules.same(now, before)) {
      out.forbidden(
          SPEC,
          "spec is immutable after creation except resources.requests and"
              + " volumeAttributesClassName for bound claims");
    }
    out.add(
        FieldRules.immutable(
            FieldPath.of("volumeMode"),
            Json.at(object, "spec", "volumeMode"),
            Json.at(old, "spec", "volumeMode")));
    Quantity wanted = storage(object, "spec", "resources", "requests", "storage");
    boolean shrinks =
        wanted.compareTo(storage(old, "spec", "resources", "requests", "storage")) < 0;
    // A failed expansion may be taken back, but not below what the volume has.
    if (shrinks && wanted.compareTo(storage(old, "status", "capacity", "storage")) <= 0) {
      out.forbidden(
          SPEC.child("resources", "requests", "storage"),
          "field can not be less than status.capacity");
    }
    return out.list();
  }

  private static Quantity storage(JsonNode claim, String... path) {
    JsonNode size = Json.at(claim, path);
    return size == null ? Quantity.ZERO : QuantityRules.of(size);
  }

  @Override
  protected List<String> warnings(ObjectNode object, ObjectNode old) {
    Notices out = new Notices();
    String annotation = "volume.beta.kubernetes.io/storage-class";
    if (Json.has(object, "metadata", "annotations", annotation)) {
      out.add(
          FieldPath.of("metadata").child("annotations").key(annotation),
          "deprecated since v1.8; use \"storageClassName\" attribute instead");
    }
    notices(out, FieldPath.of("spec"), Json.at(object, "spec"));
    return out.list();
  }

  /** What is worth a warning in what a claim asks for. */
  public static void notices(Notices out, FieldPath path, JsonNode spec) {
    for (String sort : List.of("requests", "limits")) {
      out.whole(path.child("resources", sort), Json.at(spec, "resources", sort), "storage");
    }
  }
}
