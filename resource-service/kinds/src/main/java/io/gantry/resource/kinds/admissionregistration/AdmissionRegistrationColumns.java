package io.gantry.resource.kinds.admissionregistration;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.columns.Ages;
import io.gantry.resource.kinds.columns.Texts;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of admissionregistration.k8s.io. */
public final class AdmissionRegistrationColumns {
  private AdmissionRegistrationColumns() {}

  public static List<Object> webhooks(ObjectNode object, Instant now) {
    return List.of(Texts.name(object), Texts.size(object, "webhooks"), Ages.age(object, now));
  }

  public static List<Object> policy(ObjectNode object, Instant now) {
    JsonNode kind = Json.at(object, "spec", "paramKind");
    return List.of(
        Texts.name(object),
        Texts.size(object, "spec", "validations"),
        kind == null ? "<unset>" : Json.text(kind, "apiVersion") + "/" + Json.text(kind, "kind"),
        Ages.age(object, now));
  }

  public static List<Object> binding(ObjectNode object, Instant now) {
    JsonNode ref = Json.at(object, "spec", "paramRef");
    String text = "<unset>";
    if (ref != null) {
      String namespace = Json.text(ref, "namespace");
      String name = Json.text(ref, "name");
      String what = name.isEmpty() ? Texts.selector(ref, "selector") : name;
      text = namespace.isEmpty() ? what : namespace + "/" + what;
    }
    return List.of(
        Texts.name(object), Json.text(object, "spec", "policyName"), text, Ages.age(object, now));
  }
}
