package io.gantry.resource.kinds.apiextensions.customresourcedefinition;

import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.validation.FieldRules;
import java.util.List;
import tools.jackson.databind.JsonNode;

/**
 * A definition as Kubernetes looks at it inside: what all versions have in common is moved up to
 * the specification, and what is wrong with it is reported there. So the one version that most
 * definitions have is reported without its index.
 *
 * @param validation what is common; null where versions differ or have none
 */
record HoistedVersions(
    List<JsonNode> versions,
    boolean sameSchema,
    boolean sameSubresources,
    boolean sameColumns,
    boolean sameSelectable,
    JsonNode validation) {
  static HoistedVersions of(JsonNode spec) {
    List<JsonNode> versions = Json.items(spec, "versions");
    boolean sameSchema = same(versions, "schema");
    return new HoistedVersions(
        versions,
        sameSchema,
        same(versions, "subresources"),
        same(versions, "additionalPrinterColumns"),
        same(versions, "selectableFields"),
        sameSchema && !versions.isEmpty() ? Json.at(versions.getFirst(), "schema") : null);
  }

  private static boolean same(List<JsonNode> versions, String field) {
    return versions.stream()
        .allMatch(
            version ->
                FieldRules.same(Json.at(version, field), Json.at(versions.getFirst(), field)));
  }

  /** The common value of a field of versions. */
  JsonNode common(String field) {
    return versions.isEmpty() ? null : Json.at(versions.getFirst(), field);
  }

  boolean anyStatus() {
    return versions.stream().anyMatch(version -> Json.has(version, "subresources", "status"));
  }

  /** The schemas of all versions that have one. */
  List<JsonNode> schemas() {
    return versions.stream()
        .map(version -> Json.at(version, "schema", "openAPIV3Schema"))
        .filter(java.util.Objects::nonNull)
        .toList();
  }
}
