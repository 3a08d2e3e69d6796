package io.gantry.resource.kinds.apiextensions.customresourcedefinition;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a CustomResourceDefinition (source: apiextensions-apiserver 1.32). */
public final class CustomResourceDefinitionStrategy extends ObjectStrategy {
  private static final String ESTABLISHED = "Established";

  public CustomResourceDefinitionStrategy() {
    super(true, true);
  }

  @Override
  public NameRule nameRule() {
    return NameRule.OWN;
  }

  @Override
  public boolean unconditionalUpdate() {
    return false;
  }

  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {
    super.prepareForCreate(context, object);
    ObjectNode status = object.putObject("status");
    status.putNull("conditions");
    status.putObject("acceptedNames").put("plural", "").put("kind", "");
    status.putNull("storedVersions");
    addStorageVersion(object);
  }

  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
    super.prepareForUpdate(context, object, old);
    if (context.subresource().isEmpty()) {
      addStorageVersion(object);
    }
  }

  /** Whatever was once the storage version stays in the list: objects may be stored in it. */
  private static void addStorageVersion(ObjectNode object) {
    for (JsonNode version : Json.items(object, "spec", "versions")) {
      if (Json.bool(version, false, "storage")) {
        String name = Json.text(version, "name");
        if (!Json.texts(object, "status", "storedVersions").contains(name)) {
          ArrayNode stored =
              Json.ensureArray(Json.ensureObject(object, "status"), "storedVersions");
          stored.add(name);
        }
        return;
      }
    }
  }

  @Override
  public boolean knowsFinalizers() {
    return false;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    name(out, object);
    DefinitionRules.spec(
        context, out, FieldPath.of("spec"), Json.at(object, "spec"), DefinitionRules.Since.NEW);
    return afterSpec(out, object, null).list();
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = new Findings();
    FieldPath path = FieldPath.of("spec");
    JsonNode spec = Json.at(object, "spec");
    JsonNode oldSpec = Json.at(old, "spec");
    DefinitionRules.spec(context, out, path, spec, DefinitionRules.Since.of(oldSpec));
    if (isEstablished(old)) {
      unchanged(out, path, spec, oldSpec, "scope");
      unchanged(out, path, spec, oldSpec, "names", "kind");
    }
    unchanged(out, path, spec, oldSpec, "group");
    unchanged(out, path, spec, oldSpec, "names", "plural");
    return afterSpec(out, object, old).list();
  }

  @Override
  protected List<FieldError> validateStatus(
      WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = new Findings();
    NamesRules.validate(
        out,
        FieldPath.of("status").child("acceptedNames"),
        Json.at(object, "status", "acceptedNames"));
    return out.list();
  }

  private static void name(Findings out, ObjectNode object) {
    String name = Json.text(object, "metadata", "name");
    FieldPath at = FieldPath.of("metadata").child("name");
    if (name.isEmpty()) {
      return;
    }
    out.format(at, name, Formats::dns1123Subdomain);
    String plural = Json.text(object, "spec", "names", "plural");
    if (!name.equals(plural + "." + Json.text(object, "spec", "group"))) {
      out.invalid(at, name, "must be spec.names.plural+\".\"+spec.group");
    }
  }

  private static Findings afterSpec(Findings out, ObjectNode object, ObjectNode old) {
    FieldPath status = FieldPath.of("status");
    NamesRules.validate(
        out, status.child("acceptedNames"), Json.at(object, "status", "acceptedNames"));
    storedVersions(out, status.child("storedVersions"), object);
    ApprovalRules.validate(out, object, old);
    if (Json.bool(object, false, "spec", "preserveUnknownFields")
        && !(old != null && Json.bool(old, false, "spec", "preserveUnknownFields"))) {
      out.invalid(
          FieldPath.of("spec").child("preserveUnknownFields"),
          true,
          "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in"
              + " spec.versions[*].schema instead");
    }
    return out;
  }

  private static void storedVersions(Findings out, FieldPath at, ObjectNode object) {
    List<String> stored = Json.texts(object, "status", "storedVersions");
    if (stored.isEmpty()) {
      out.invalid(at, GoText.strings(null), "must have at least one stored version");
      return;
    }
    Set<String> left = new LinkedHashSet<>(stored);
    for (JsonNode version : Json.items(object, "spec", "versions")) {
      String name = Json.text(version, "name");
      if (Json.bool(version, false, "storage") && !left.contains(name)) {
        out.invalid(at, GoText.strings(stored), "must have the storage version " + name);
      }
      left.remove(name);
    }
    for (String missing : left) {
      out.invalid(at.index(stored.lastIndexOf(missing)), missing, "must appear in spec.versions");
    }
  }

  private static boolean isEstablished(ObjectNode object) {
    return Json.items(object, "status", "conditions").stream()
        .anyMatch(
            condition ->
                Json.text(condition, "type").equals(ESTABLISHED)
                    && Json.text(condition, "status").equals("True"));
  }

  private static void unchanged(
      Findings out, FieldPath path, JsonNode spec, JsonNode old, String... field) {
    out.add(
        new ArrayList<>(
            FieldRules.immutable(
                path.child(field),
                Json.at(spec, field),
                Json.at(old, field),
                Json.text(spec, field))));
  }
}
