package io.gantry.resource.kinds.storage.csinode;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.core.podspec.DriverNames;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a CSINode: drivers come and go, but none of them changes. */
public final class CsiNodeStrategy extends ObjectStrategy {
  private static final FieldPath DRIVERS = FieldPath.of("spec").child("drivers");
  private static final int LONGEST_ID = 256;

  public CsiNodeStrategy() {
    super(false, false, true);
  }

  @Override
  public boolean unconditionalUpdate() {
    return false;
  }

  @Override
  protected boolean validatesTwice() {
    return true;
  }

  @Override
  protected MetadataChecks metadataChecks() {
    return new MetadataChecks(2, 0);
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    Set<String> names = new HashSet<>();
    List<JsonNode> drivers = Json.items(object, "spec", "drivers");
    for (int i = 0; i < drivers.size(); i++) {
      driver(out, DRIVERS.index(i), drivers.get(i), names);
    }
    return out.list();
  }

  private static void driver(Findings out, FieldPath at, JsonNode driver, Set<String> names) {
    String name = Json.text(driver, "name");
    DriverNames.validate(out, at.child("name"), name);
    String id = Json.text(driver, "nodeID");
    out.present(at.child("nodeID"), id);
    if (id.length() > LONGEST_ID) {
      out.invalid(at.child("nodeID"), id, "must be " + LONGEST_ID + " characters or less");
    }
    out.nonNegative(at.child("allocatable"), Json.at(driver, "allocatable"), "count");
    if (!names.add(name)) {
      out.add(FieldError.duplicate(at.child("name"), name));
    }
    Set<String> keys = new HashSet<>();
    for (String key : Json.texts(driver, "topologyKeys")) {
      out.present(at, key);
      if (!keys.add(key)) {
        out.add(FieldError.duplicate(at, key));
      }
      out.format(at, key, Formats::qualifiedName);
    }
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = new Findings().add(validate(context, object));
    for (JsonNode before : Json.items(old, "spec", "drivers")) {
      for (JsonNode driver : Json.items(object, "spec", "drivers")) {
        if (Json.text(driver, "name").equals(Json.text(before, "name"))
            && !FieldRules.same(driver, before)) {
          // Named after its type, not after where it stands.
          out.invalid(
              FieldPath.of("CSINodeDriver"),
              GoText.literal("storage.CSINodeDriver{}"),
              FieldRules.IMMUTABLE);
        }
      }
    }
    return out.list();
  }
}
