package io.gantry.resource.machinery.validation;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.KindStrategy;
import io.gantry.resource.machinery.KindStrategy.MetadataChecks;
import io.gantry.resource.machinery.KindStrategy.NameRule;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What holds for the metadata of every object, in the order and the words of apimachinery's {@code
 * ValidateObjectMeta}. Also for metadata inside objects (pod templates have only labels and
 * annotations checked: {@link LabelRules}).
 */
public final class ObjectMetaRules {
  /** Finalizers that need no domain. */
  private static final Set<String> STANDARD_FINALIZERS =
      Set.of("kubernetes", "orphan", "foregroundDeletion");

  private ObjectMetaRules() {}

  /** A new object's metadata; the name has been generated already. */
  public static List<FieldError> forCreate(
      FieldPath path, ObjectNode object, boolean namespaced, KindStrategy strategy) {
    return asObject(path, object.path("metadata"), namespaced, strategy);
  }

  /**
   * A changed object's metadata. What holds for every kind is checked first; then the kind's own
   * validation looks as often as it does ({@link KindStrategy.MetadataChecks}), and each look finds
   * the same fault: the message names it once, the causes as often.
   */
  public static List<FieldError> forUpdate(
      FieldPath path,
      ObjectNode object,
      ObjectNode old,
      boolean namespaced,
      KindStrategy strategy,
      MetadataChecks checks) {
    JsonNode metadata = object.path("metadata");
    List<FieldError> errors =
        new ArrayList<>(meta(path, metadata, namespaced, NameRule.PATH_SEGMENT));
    List<FieldError> update = update(path, metadata, old.path("metadata"));
    errors.addAll(update);
    for (int i = 0; i < checks.asChange(); i++) {
      errors.addAll(update);
      if (strategy.knowsFinalizers()) {
        errors.addAll(knownFinalizers(path.child("finalizers"), metadata));
      }
    }
    for (int i = 0; i < checks.asObject(); i++) {
      errors.addAll(asObject(path, metadata, namespaced, strategy));
    }
    return errors;
  }

  private static List<FieldError> asObject(
      FieldPath path, JsonNode metadata, boolean namespaced, KindStrategy strategy) {
    List<FieldError> errors =
        new ArrayList<>(meta(path, metadata, namespaced, strategy.nameRule()));
    if (strategy.knowsFinalizers()) {
      errors.addAll(knownFinalizers(path.child("finalizers"), metadata));
    }
    return errors;
  }

  private static List<FieldError> meta(
      FieldPath path, JsonNode metadata, boolean namespaced, NameRule rule) {
    List<FieldError> errors = new ArrayList<>();
    String prefix = Json.text(metadata, "generateName");
    if (!prefix.isEmpty()) {
      errors.addAll(
          FieldRules.each(path.child("generateName"), prefix, generateName(rule, prefix)));
    }
    String name = Json.text(metadata, "name");
    if (name.isEmpty()) {
      errors.add(FieldError.required(path.child("name"), "name or generateName is required"));
    } else {
      errors.addAll(FieldRules.each(path.child("name"), name, name(rule, name)));
    }
    String namespace = Json.text(metadata, "namespace");
    if (namespaced) {
      if (namespace.isEmpty()) {
        errors.add(FieldError.required(path.child("namespace"), ""));
      } else {
        errors.addAll(FieldRules.format(path.child("namespace"), namespace, Formats::dns1123Label));
      }
    } else if (!namespace.isEmpty()) {
      errors.add(FieldError.forbidden(path.child("namespace"), "not allowed on this type"));
    }
    errors.addAll(
        FieldRules.nonNegative(path.child("generation"), Json.number(metadata, 0, "generation")));
    errors.addAll(LabelRules.labels(path.child("labels"), Json.at(metadata, "labels")));
    errors.addAll(
        LabelRules.annotations(path.child("annotations"), Json.at(metadata, "annotations")));
    errors.addAll(owners(path.child("ownerReferences"), metadata));
    errors.addAll(finalizers(path.child("finalizers"), Json.texts(metadata, "finalizers")));
    errors.addAll(managedFields(path.child("managedFields"), metadata));
    return errors;
  }

  private static List<FieldError> update(FieldPath path, JsonNode metadata, JsonNode old) {
    List<FieldError> errors = new ArrayList<>();
    if (Json.has(old, "deletionTimestamp")) {
      Set<String> extra = new TreeSet<>(Json.texts(metadata, "finalizers"));
      Json.texts(old, "finalizers").forEach(extra::remove);
      if (!extra.isEmpty()) {
        errors.add(
            FieldError.forbidden(
                path.child("finalizers"),
                "no new finalizers can be added if the object is being deleted, found new"
                    + " finalizers "
                    + GoText.stringsText(List.copyOf(extra))));
      }
    }
    if (Json.text(metadata, "resourceVersion").isEmpty()) {
      errors.add(
          FieldError.invalid(path.child("resourceVersion"), "", "must be specified for an update"));
    }
    long generation = Json.number(metadata, 0, "generation");
    if (generation < Json.number(old, 0, "generation")) {
      errors.add(
          FieldError.invalid(path.child("generation"), generation, "must not be decremented"));
    }
    for (String field :
        List.of(
            "name",
            "namespace",
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds")) {
      errors.addAll(FieldRules.immutable(path.child(field), metadata.get(field), old.get(field)));
    }
    errors.addAll(LabelRules.labels(path.child("labels"), Json.at(metadata, "labels")));
    errors.addAll(
        LabelRules.annotations(path.child("annotations"), Json.at(metadata, "annotations")));
    errors.addAll(owners(path.child("ownerReferences"), metadata));
    errors.addAll(managedFields(path.child("managedFields"), metadata));
    return errors;
  }

  /** What is wrong with a name under a rule. */
  public static List<String> name(NameRule rule, String name) {
    return switch (rule) {
      case DNS_SUBDOMAIN -> Formats.dns1123Subdomain(name);
      case DNS_LABEL -> Formats.dns1123Label(name);
      case DNS_1035_LABEL -> Formats.dns1035Label(name);
      case PATH_SEGMENT -> Formats.pathSegment(name);
      case OWN -> List.of();
    };
  }

  /** A prefix may end in a hyphen, as something follows it. */
  public static List<String> generateName(NameRule rule, String prefix) {
    if (rule == NameRule.PATH_SEGMENT) {
      return Formats.pathSegmentPrefix(prefix);
    }
    String masked =
        prefix.length() > 1 && prefix.endsWith("-")
            ? prefix.substring(0, prefix.length() - 2) + "a"
            : prefix;
    return name(rule, masked);
  }

  private static List<FieldError> owners(FieldPath path, JsonNode metadata) {
    List<FieldError> errors = new ArrayList<>();
    String firstController = "";
    for (JsonNode owner : Json.items(metadata, "ownerReferences")) {
      String apiVersion = Json.text(owner, "apiVersion");
      String kind = Json.text(owner, "kind");
      if (apiVersion.substring(apiVersion.indexOf('/') + 1).isEmpty()) {
        errors.add(
            FieldError.invalid(path.child("apiVersion"), apiVersion, "version must not be empty"));
      }
      for (String field : List.of("kind", "name", "uid")) {
        String value = Json.text(owner, field);
        if (value.isEmpty()) {
          errors.add(FieldError.invalid(path.child(field), value, field + " must not be empty"));
        }
      }
      if (apiVersion.equals("v1") && kind.equals("Event")) {
        errors.add(
            FieldError.invalid(
                path, GoText.of(owner), "/v1, Kind=Event is disallowed from being an owner"));
      }
      if (Json.bool(owner, false, "controller")) {
        String controller = kind + "/" + Json.text(owner, "name");
        if (firstController.isEmpty()) {
          firstController = controller;
        } else {
          errors.add(
              FieldError.invalid(
                  path,
                  GoText.of(metadata.get("ownerReferences")),
                  "Only one reference can have Controller set to true. Found \"true\" in"
                      + " references for "
                      + firstController
                      + " and "
                      + controller));
        }
      }
    }
    return errors;
  }

  private static List<FieldError> finalizers(FieldPath path, List<String> finalizers) {
    List<FieldError> errors = new ArrayList<>();
    for (String finalizer : finalizers) {
      errors.addAll(FieldRules.format(path, finalizer, Formats::qualifiedName));
    }
    if (finalizers.contains("orphan") && finalizers.contains("foregroundDeletion")) {
      errors.add(
          FieldError.invalid(
              path,
              GoText.strings(finalizers),
              "finalizer orphan and foregroundDeletion cannot be both set"));
    }
    return errors;
  }

  private static List<FieldError> knownFinalizers(FieldPath path, JsonNode metadata) {
    List<FieldError> errors = new ArrayList<>();
    List<String> finalizers = Json.texts(metadata, "finalizers");
    for (int i = 0; i < finalizers.size(); i++) {
      errors.addAll(finalizerName(path.index(i), finalizers.get(i)));
    }
    return errors;
  }

  /** A finalizer without a domain must be one of Kubernetes' own. */
  public static List<FieldError> finalizerName(FieldPath path, String name) {
    return name.contains("/") || STANDARD_FINALIZERS.contains(name)
        ? List.of()
        : List.of(
            FieldError.invalid(
                path, name, "name is neither a standard finalizer name nor is it fully qualified"));
  }

  private static List<FieldError> managedFields(FieldPath path, JsonNode metadata) {
    List<FieldError> errors = new ArrayList<>();
    int index = 0;
    for (JsonNode entry : Json.items(metadata, "managedFields")) {
      FieldPath at = path.index(index++);
      String operation = Json.text(entry, "operation");
      if (!operation.equals("Apply") && !operation.equals("Update")) {
        errors.add(
            FieldError.invalid(at.child("operation"), operation, "must be `Apply` or `Update`"));
      }
      String type = Json.text(entry, "fieldsType");
      if (!type.isEmpty() && !type.equals("FieldsV1")) {
        errors.add(FieldError.invalid(at.child("fieldsType"), type, "must be `FieldsV1`"));
      }
      errors.addAll(OptionRules.fieldManager(at.child("manager"), Json.text(entry, "manager")));
      if (Formats.bytes(Json.text(entry, "subresource")) > 256) {
        errors.add(FieldError.tooLong(at.child("subresource"), 256));
      }
    }
    return errors;
  }
}
