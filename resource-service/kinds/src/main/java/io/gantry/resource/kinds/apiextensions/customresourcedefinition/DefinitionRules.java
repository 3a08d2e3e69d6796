package io.gantry.resource.kinds.apiextensions.customresourcedefinition;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** What a definition's specification must be like. */
final class DefinitionRules {
  private static final String VERSIONS_TYPE = "[]apiextensions.CustomResourceDefinitionVersion";

  private DefinitionRules() {}

  /**
   * What an older version of the object already broke and may therefore go on breaking.
   *
   * @param needsSchema whether each version needs a schema
   * @param checksTypes whether types must be those of OpenAPI
   * @param checksReview whether one review version must be known
   */
  record Since(boolean needsSchema, boolean checksTypes, boolean checksReview) {
    static final Since NEW = new Since(true, true, true);

    static Since of(JsonNode old) {
      HoistedVersions versions = HoistedVersions.of(old);
      return new Since(
          versions.schemas().size() == versions.versions().size(),
          versions.schemas().stream().noneMatch(SchemaWalk::hasInvalidType),
          ConversionRules.isReviewable(Json.at(old, "conversion")));
    }
  }

  static void spec(WriteContext context, Findings out, FieldPath path, JsonNode spec, Since since) {
    group(out, path.child("group"), Json.text(spec, "group"));
    out.requiredOneOf(
        path.child("scope"), Json.text(spec, "scope"), List.of("Cluster", "Namespaced"));
    HoistedVersions hoisted = HoistedVersions.of(spec);
    schemasPresent(out, path, hoisted, since);
    int storage = versions(out, path.child("versions"), hoisted, since);
    if (hoisted.versions().stream().map(v -> Json.text(v, "name")).distinct().count()
        != hoisted.versions().size()) {
      out.invalid(path.child("versions"), dump(context, spec), "must contain unique version names");
    }
    if (storage != 1) {
      out.invalid(
          path.child("versions"),
          dump(context, spec),
          "must have exactly one version marked as storage version");
    }
    if (!hoisted.versions().isEmpty()) {
      String first = Json.text(hoisted.versions().getFirst(), "name");
      if (!first.isEmpty()) {
        NamesRules.whole(out, path.child("version"), first, Formats.dns1035Label(first), "");
      }
    }
    NamesRules.required(out, path.child("names"), Json.at(spec, "names"));
    NamesRules.validate(out, path.child("names"), Json.at(spec, "names"));
    common(out, path, hoisted, since);
    JsonNode conversion = Json.at(spec, "conversion");
    String strategy = Json.text(conversion, "strategy");
    if (conversion != null
        && !strategy.equals("None")
        && Json.bool(spec, false, "preserveUnknownFields")) {
      out.invalid(
          path.child("conversion", "strategy"),
          strategy,
          "must be None if spec.preserveUnknownFields is true");
    }
    ConversionRules.validate(out, path.child("conversion"), conversion, since.checksReview());
  }

  private static void group(Findings out, FieldPath at, String group) {
    if (group.isEmpty()) {
      out.required(at);
    } else if (!Formats.dns1123Subdomain(group).isEmpty()) {
      NamesRules.whole(out, at, group, Formats.dns1123Subdomain(group), "");
    } else if (!group.contains(".")) {
      out.invalid(at, group, "should be a domain with at least one dot");
    }
  }

  private static void schemasPresent(
      Findings out, FieldPath path, HoistedVersions hoisted, Since since) {
    if (Json.has(hoisted.validation(), "openAPIV3Schema")) {
      return;
    }
    List<JsonNode> versions = hoisted.versions();
    for (int i = 0; i < versions.size(); i++) {
      boolean missing =
          hoisted.sameSchema() || !Json.has(versions.get(i), "schema", "openAPIV3Schema");
      FieldPath at = path.child("versions").index(i).child("schema", "openAPIV3Schema");
      if (missing && since.needsSchema()) {
        out.required(at, "schemas are required");
      } else if (missing && Json.bool(versions.get(i), false, "served")) {
        out.required(at, "because otherwise all fields are pruned");
      }
    }
  }

  /**
   * @return how many are marked for storage
   */
  private static int versions(Findings out, FieldPath path, HoistedVersions hoisted, Since since) {
    int storage = 0;
    for (int i = 0; i < hoisted.versions().size(); i++) {
      JsonNode version = hoisted.versions().get(i);
      FieldPath at = path.index(i);
      storage += Json.bool(version, false, "storage") ? 1 : 0;
      String name = Json.text(version, "name");
      NamesRules.whole(out, at.child("name"), name, Formats.dns1035Label(name), "");
      VersionRules.deprecation(out, at.child("deprecationWarning"), version);
      if (!hoisted.sameSchema()) {
        boolean status = Json.has(version, "subresources", "status");
        VersionRules.schema(out, at.child("schema"), Json.at(version, "schema"), status, since);
      }
      if (!hoisted.sameSubresources()) {
        VersionRules.subresources(out, at.child("subresources"), Json.at(version, "subresources"));
      }
      if (!hoisted.sameColumns()) {
        VersionRules.columns(
            out,
            at.child("additionalPrinterColumns"),
            Json.at(version, "additionalPrinterColumns"));
      }
      if (!hoisted.sameSelectable()) {
        SelectableFieldRules.validate(
            out,
            at.child("selectableFields"),
            Json.items(version, "selectableFields"),
            hoisted.sameSchema() ? null : Json.at(version, "schema", "openAPIV3Schema"),
            "selectableFields may only be set when version.schema.openAPIV3Schema is not included");
      }
    }
    return storage;
  }

  private static void common(Findings out, FieldPath path, HoistedVersions hoisted, Since since) {
    if (hoisted.sameSchema()) {
      VersionRules.schema(
          out, path.child("validation"), hoisted.validation(), hoisted.anyStatus(), since);
    }
    if (hoisted.sameSubresources()) {
      VersionRules.subresources(out, path.child("subresources"), hoisted.common("subresources"));
    }
    if (hoisted.sameColumns()) {
      VersionRules.columns(
          out, path.child("additionalPrinterColumns"), hoisted.common("additionalPrinterColumns"));
    }
    if (hoisted.sameSelectable() && !hoisted.versions().isEmpty()) {
      SelectableFieldRules.validate(
          out,
          path.child("selectableFields"),
          Json.items(hoisted.versions().getFirst(), "selectableFields"),
          Json.at(hoisted.validation(), "openAPIV3Schema"),
          "selectableFields may only be set when validations.schema is included");
    }
  }

  private static Object dump(WriteContext context, JsonNode spec) {
    boolean none = Json.items(spec, "versions").isEmpty() && !context.sentEmpty("spec.versions");
    return GoText.literal(VERSIONS_TYPE + (none ? "(nil)" : "{}"));
  }
}
