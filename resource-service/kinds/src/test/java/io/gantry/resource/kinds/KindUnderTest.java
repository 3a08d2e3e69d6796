package io.gantry.resource.kinds;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.StatusException;
import io.gantry.apischema.DecodeException;
import io.gantry.apischema.KindSchema;
import io.gantry.apischema.Schema;
import io.gantry.resource.kinds.base.KindPorts;
import io.gantry.resource.machinery.KindStrategy;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.validation.ObjectMetaRules;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * One kind's rules without a server: objects are decoded, defaulted, prepared and judged. Errors
 * read {@code path: message}; metadata is checked with the kind's own looks.
 */
final class KindUnderTest {
  private static final Schema SCHEMA = Schema.load();
  private static final List<ResourceDefinition> ALL =
      BuiltinResources.all(new KindPorts(null, null, null, null, null, null));

  private final ResourceDefinition definition;

  /** The object does not pass its schema. */
  private static final class UnreadableException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreadableException(DecodeException cause) {
      super(cause);
    }
  }

  KindUnderTest(String group, String resource) {
    this.definition =
        ALL.stream()
            .filter(d -> d.groupResource().equals(new GroupResource(group, resource)))
            .findFirst()
            .orElseThrow();
  }

  KindStrategy strategy() {
    return definition.strategy();
  }

  /** An object as it would be stored: from JSON with single quotes, with its defaults. */
  ObjectNode object(String json) {
    return stored(Json.parseObject(json.replace('\'', '"')));
  }

  private ObjectNode stored(ObjectNode object) {
    GroupVersionKind kind = definition.storageKind();
    object.put("kind", kind.kind()).put("apiVersion", kind.apiVersion());
    ObjectNode metadata = Json.ensureObject(object, "metadata");
    for (String field : List.of("name", "uid", "resourceVersion")) {
      if (!metadata.has(field)) {
        metadata.put(field, field.equals("name") ? "seed" : "1");
      }
    }
    if (definition.namespaced()) {
      metadata.put("namespace", "default");
    }
    KindSchema type = SCHEMA.kind(kind).orElseThrow();
    try {
      ObjectNode checked = type.check(object).object();
      type.applyDefaults(checked);
      return checked;
    } catch (DecodeException e) {
      throw new UnreadableException(e);
    }
  }

  OfflineContext context(String subresource) {
    OfflineContext context = new OfflineContext(definition);
    context.subresource = subresource;
    return context;
  }

  /** What is wrong with a new object. */
  List<String> create(String json) {
    ObjectNode object = object(json);
    OfflineContext context = context("");
    strategy().prepareForCreate(context, object);
    List<FieldError> errors =
        new ArrayList<>(
            ObjectMetaRules.forCreate(
                FieldPath.of("metadata"), object, definition.namespaced(), strategy()));
    errors.addAll(strategy().validate(context, object));
    return errors.stream().map(FieldError::toString).toList();
  }

  /** A new object as the strategy leaves it. */
  ObjectNode created(String json) {
    ObjectNode object = object(json);
    strategy().prepareForCreate(context(""), object);
    return object;
  }

  /** What is wrong with a change of the object. */
  List<String> update(String old, String json) {
    return change("", created(old), object(json));
  }

  /**
   * What is wrong with a change from one object as sent to another; nothing is said where one
   * cannot be read.
   */
  List<String> changeTo(ObjectNode old, ObjectNode object) {
    try {
      ObjectNode before = stored(old);
      strategy().prepareForCreate(context(""), before);
      return change("", before, stored(object));
    } catch (UnreadableException | StatusException e) {
      return List.of();
    }
  }

  /** What is wrong with a change of a subresource; both are whole objects as stored. */
  List<String> change(String subresource, ObjectNode old, ObjectNode object) {
    ObjectNode changed = object.deepCopy();
    ObjectNode before = old.deepCopy();
    OfflineContext context = context(subresource);
    strategy().prepareForUpdate(context, changed, before);
    List<FieldError> errors =
        new ArrayList<>(
            ObjectMetaRules.forUpdate(
                FieldPath.of("metadata"),
                changed,
                before,
                definition.namespaced(),
                strategy(),
                strategy().metadataChecks(context)));
    errors.addAll(strategy().validateUpdate(context, changed, before));
    return errors.stream().map(FieldError::toString).toList();
  }

  /** What is wrong with a status, for an object that had another. */
  List<String> status(String object, String oldStatus, String newStatus) {
    return change("status", withStatus(object, oldStatus), withStatus(object, newStatus));
  }

  private ObjectNode withStatus(String json, String status) {
    ObjectNode object = created(json);
    object.set("status", Json.parse(status.replace('\'', '"')));
    return object;
  }

  /** The object after a change, as the strategy leaves it. */
  ObjectNode changed(String subresource, ObjectNode old, ObjectNode object) {
    ObjectNode changed = object.deepCopy();
    strategy().prepareForUpdate(context(subresource), changed, old.deepCopy());
    return changed;
  }

  /** Texts of warnings of a new object, or of a change. */
  List<String> warnings(ObjectNode object, ObjectNode old) {
    return strategy().warnings(context(""), object, old);
  }

  /** The generation after a change of a stored object. */
  long generation(String old, String json) {
    ObjectNode before = created(old);
    ObjectNode after = object(json);
    Json.ensureObject(after, "metadata")
        .put("generation", Json.number(before, 0, "metadata", "generation"));
    return Json.number(changed("", before, after), 0, "metadata", "generation");
  }
}
