package io.gantry.resource.kinds.base;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.KindStrategy;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.node.ObjectNode;

/**
 * What most kinds have in common: a status that only its own subresource changes, a generation that
 * counts changes of everything else.
 */
public class ObjectStrategy implements KindStrategy {
  private final boolean hasStatus;
  private final boolean hasGeneration;
  private final boolean returnsDeleted;

  public ObjectStrategy(boolean hasStatus, boolean hasGeneration) {
    this(hasStatus, hasGeneration, false);
  }

  /**
   * @param returnsDeleted whether a delete is answered with the object: Kubernetes' older kinds
   */
  public ObjectStrategy(boolean hasStatus, boolean hasGeneration, boolean returnsDeleted) {
    this.hasStatus = hasStatus;
    this.hasGeneration = hasGeneration;
    this.returnsDeleted = returnsDeleted;
  }

  @Override
  public boolean returnsDeleted() {
    return returnsDeleted;
  }

  @Override
  public MetadataChecks metadataChecks(WriteContext context) {
    return context.subresource().isEmpty() ? metadataChecks() : MetadataChecks.AS_CHANGE;
  }

  /** How a write of the object itself has its metadata checked. */
  protected MetadataChecks metadataChecks() {
    return validatesTwice() ? MetadataChecks.AS_BOTH : MetadataChecks.AS_CHANGE;
  }

  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {
    DisabledFields.dropFromPods(object, null);
    if (hasStatus) {
      object.remove("status");
    }
    if (hasGeneration) {
      Json.ensureObject(object, "metadata").put("generation", 1);
    }
  }

  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
    if (context.subresource().equals("status")) {
      keepAllButStatus(object, old);
      return;
    }
    DisabledFields.dropFromPods(object, old);
    if (hasStatus) {
      keep(object, old, "status");
    }
    if (hasGeneration) {
      long generation = Json.number(old, 0, "metadata", "generation");
      Json.ensureObject(object, "metadata")
          .put("generation", isNewGeneration(object, old) ? generation + 1 : generation);
    }
  }

  /** Whether a controller has something to do because of the change. */
  protected boolean isNewGeneration(ObjectNode object, ObjectNode old) {
    for (String field : fieldsOf(object, old)) {
      if (!field.equals("metadata")
          && !field.equals("status")
          && !FieldRules.same(object.get(field), old.get(field))) {
        return true;
      }
    }
    return false;
  }

  @Override
  public List<FieldError> validateUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
    if (context.subresource().equals("status")) {
      return validateStatus(context, object, old);
    }
    List<FieldError> errors = new ArrayList<>();
    if (validatesTwice()) {
      errors.addAll(validate(context, object));
    }
    errors.addAll(validateChange(context, object, old));
    return errors;
  }

  /**
   * Whether a change of the object is held against the rules of creation twice. Kubernetes does so
   * with some kinds, and clients see each of those errors twice.
   */
  protected boolean validatesTwice() {
    return false;
  }

  /** What is wrong with a change of the object itself. */
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    return validate(context, object);
  }

  /** What is wrong with a change of the status. */
  protected List<FieldError> validateStatus(
      WriteContext context, ObjectNode object, ObjectNode old) {
    return List.of();
  }

  @Override
  public List<String> warnings(WriteContext context, ObjectNode object, ObjectNode old) {
    return context.subresource().isEmpty() ? warnings(object, old) : List.of();
  }

  /**
   * What a caller should know of an object that was accepted.
   *
   * @param old null for a new object
   */
  protected List<String> warnings(ObjectNode object, ObjectNode old) {
    return List.of();
  }

  /** Whether a change made a new generation, or the object is new. */
  protected static boolean isNewsworthy(ObjectNode object, ObjectNode old) {
    return old == null
        || Json.number(object, 0, "metadata", "generation")
            != Json.number(old, 0, "metadata", "generation");
  }

  /** A write of the status changes nothing else, metadata aside. */
  protected static void keepAllButStatus(ObjectNode object, ObjectNode old) {
    for (String field : fieldsOf(object, old)) {
      if (!field.equals("metadata") && !field.equals("status")) {
        keep(object, old, field);
      }
    }
  }

  /** Puts the old value of a field back. */
  protected static void keep(ObjectNode object, ObjectNode old, String field) {
    if (old.has(field)) {
      object.set(field, old.get(field).deepCopy());
    } else {
      object.remove(field);
    }
  }

  private static Set<String> fieldsOf(ObjectNode object, ObjectNode old) {
    Set<String> fields = new TreeSet<>(object.propertyNames());
    fields.addAll(old.propertyNames());
    return fields;
  }
}
