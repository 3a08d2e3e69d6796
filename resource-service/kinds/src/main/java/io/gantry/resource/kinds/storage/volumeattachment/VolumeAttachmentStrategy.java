package io.gantry.resource.kinds.storage.volumeattachment;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.persistentvolume.InlineVolumeRules;
import io.gantry.resource.kinds.core.podspec.DriverNames;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a VolumeAttachment: what is to be attached where never changes. */
public final class VolumeAttachmentStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final FieldPath STATUS = FieldPath.of("status");
  private static final int LONGEST_METADATA = 256 * 1024;
  private static final int LONGEST_MESSAGE = 1024;

  public VolumeAttachmentStrategy() {
    super(true, false, true);
  }

  @Override
  public boolean unconditionalUpdate() {
    return false;
  }

  /** A write of the status is judged as one of the object is. */
  @Override
  public MetadataChecks metadataChecks(WriteContext context) {
    return new MetadataChecks(2, 0);
  }

  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
    super.prepareForUpdate(context, object, old);
    if (context.subresource().equals("status")) {
      ObjectNode metadata = Json.ensureObject(object, "metadata");
      ObjectNode before = Json.ensureObject(old, "metadata");
      for (String field : List.of("labels", "annotations", "finalizers", "ownerReferences")) {
        keep(metadata, before, field);
      }
    }
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings().add(lasting(object));
    JsonNode spec = Json.at(object, "spec");
    DriverNames.validate(out, SPEC.child("attacher"), Json.text(spec, "attacher"));
    JsonNode volume = Json.at(spec, "source", "persistentVolumeName");
    if (volume != null) {
      out.format(
          SPEC.child("source", "persistentVolumeName"),
          volume.asString(),
          Formats::dns1123Subdomain);
    }
    return out.list();
  }

  @Override
  public List<FieldError> validateUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = new Findings().add(lasting(object)).add(lasting(object));
    if (!FieldRules.same(Json.at(object, "spec"), Json.at(old, "spec"))) {
      out.invalid(SPEC, GoText.literal("storage.VolumeAttachmentSpec{}"), FieldRules.IMMUTABLE);
    }
    return out.list();
  }

  /** What holds of new and of old attachments. */
  private static List<FieldError> lasting(ObjectNode object) {
    Findings out = new Findings();
    JsonNode spec = Json.at(object, "spec");
    out.present(SPEC.child("attacher"), Json.text(spec, "attacher"));
    source(out, SPEC.child("source"), Json.at(spec, "source"));
    out.format(SPEC.child("nodeName"), Json.text(spec, "nodeName"), Formats::dns1123Subdomain);
    JsonNode status = Json.at(object, "status");
    long size = 0;
    for (Map.Entry<String, String> entry : Json.map(status, "attachmentMetadata").entrySet()) {
      size += entry.getKey().length() + entry.getValue().length();
    }
    if (size > LONGEST_METADATA) {
      out.add(FieldError.tooLong(STATUS.child("attachmentMetadata"), LONGEST_METADATA));
    }
    for (String error : List.of("attachError", "detachError")) {
      if (Json.text(status, error, "message").length() > LONGEST_MESSAGE) {
        // Kubernetes names the limit of the metadata.
        out.add(FieldError.tooLong(STATUS.child(error, "message"), LONGEST_METADATA));
      }
    }
    return out.list();
  }

  private static void source(Findings out, FieldPath path, JsonNode source) {
    JsonNode volume = Json.at(source, "persistentVolumeName");
    JsonNode inline = Json.at(source, "inlineVolumeSpec");
    String one = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
    if (volume == null && inline == null) {
      out.required(path, one);
    } else if (volume != null && inline != null) {
      out.forbidden(path, one);
    } else if (inline != null) {
      InlineVolumeRules.validate(out, path.child("inlineVolumeSpec"), inline);
    } else if (volume.asString().isEmpty()) {
      out.required(
          path.child("persistentVolumeName"), "must specify non empty persistentVolumeName");
    }
  }
}
