package io.gantry.resource.machinery;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.ResourceObject;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * What differs from kind to kind in the generic verbs. Objects are in the storage version, decoded
 * and defaulted; strategies do no I/O. Defaults fit a kind without rules of its own.
 */
public interface KindStrategy {
  /**
   * Before validation of a new object: drop status, set generation and what only the server sets.
   */
  default void prepareForCreate(WriteContext context, ObjectNode object) {}

  /** Before validation of a changed object: keep the old status, raise the generation. */
  default void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {}

  /** All that is wrong with a new object, {@code metadata} aside (checked for every kind). */
  default List<FieldError> validate(WriteContext context, ObjectNode object) {
    return List.of();
  }

  /**
   * All that is wrong with the change; includes what {@link #validate} finds where that applies.
   */
  default List<FieldError> validateUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
    return validate(context, object);
  }

  /** Texts of Warning headers for an accepted object. */
  default List<String> warnings(WriteContext context, ObjectNode object, ObjectNode old) {
    return List.of();
  }

  /** After validation, just before the commit: allocations, as guards and writes of the commit. */
  default void allocate(WriteContext context, ObjectNode object, ObjectNode old) {}

  /** Before an object's removal commits: give back what {@link #allocate} took. */
  default void release(WriteContext context, ObjectNode last) {}

  /** Values for field selectors beyond metadata.name and metadata.namespace. */
  default Map<String, String> selectableFields(ObjectNode object) {
    return Map.of();
  }

  /** Names of all fields that selectors may use, beyond metadata.name and metadata.namespace. */
  default List<String> selectableFieldNames() {
    return List.of();
  }

  /**
   * What selectors call the selectable fields, where a kind is served under other names than it is
   * stored with: our names by those of callers. Empty where all are called what they are.
   */
  default Map<String, String> selectorNames() {
    return Map.of();
  }

  /**
   * How a write's metadata is held against the rules by the kind itself, beside the checks that
   * hold for every kind.
   */
  default MetadataChecks metadataChecks(WriteContext context) {
    return MetadataChecks.AS_CHANGE;
  }

  /** Whether a finalizer without a domain must be one of Kubernetes' own. */
  default boolean knowsFinalizers() {
    return true;
  }

  /** How {@code metadata.name} is checked; null means fine. */
  default NameRule nameRule() {
    return NameRule.DNS_SUBDOMAIN;
  }

  /** PUT to a name that does not exist creates it. */
  default boolean createOnUpdate() {
    return false;
  }

  /** An update without resourceVersion is allowed. */
  default boolean unconditionalUpdate() {
    return true;
  }

  /** What a delete without propagationPolicy does to dependents: true orphans them. */
  default boolean orphansByDefault() {
    return false;
  }

  /**
   * How long a deleted object stays, in seconds: 0 removes at once (finalizers aside). Kinds that
   * end gracefully (pods) set deletionTimestamp and grace in {@code object} as they need by
   * returning more.
   */
  default long gracePeriodSeconds(WriteContext context, ObjectNode object, DeleteOptions options) {
    return 0;
  }

  /**
   * Before an object that must stay for a while (finalizers, grace, or because it is not {@link
   * #finished}) is marked as being deleted: a namespace turns {@code Terminating}.
   */
  default void markDeleting(WriteContext context, ObjectNode object) {}

  /**
   * Whether an object that is being deleted and has no finalizers may be removed now. False keeps
   * it: a namespace has finalizers of its own in its spec.
   */
  default boolean finished(ObjectNode object) {
    return true;
  }

  /** Whether a delete is answered with the removed object; else with a {@code Status}. */
  default boolean returnsDeleted() {
    return false;
  }

  /** Fields of an answer that are made when read (never stored); rarely needed. */
  default void onRead(ObjectNode object, ResourceObject stored) {}

  /**
   * How often a kind's own validation looks at the metadata of a change. Every look finds the same
   * faults again: the message names them once, the causes as often.
   *
   * @param asObject as of a new object, with the kind's rule for names
   * @param asChange against the old object
   */
  record MetadataChecks(int asObject, int asChange) {
    /** A new object of such a kind has its metadata looked at only where nothing else is wrong. */
    public static final MetadataChecks NONE = new MetadataChecks(0, 0);

    public static final MetadataChecks AS_CHANGE = new MetadataChecks(0, 1);
    public static final MetadataChecks AS_BOTH = new MetadataChecks(1, 1);
  }

  /** Which rule {@code metadata.name} follows. */
  enum NameRule {
    DNS_SUBDOMAIN,
    DNS_LABEL,
    DNS_1035_LABEL,
    /** Anything that is one path segment: RBAC objects. */
    PATH_SEGMENT,
    /** The strategy's own {@code validate} checks the name. */
    OWN
  }
}
