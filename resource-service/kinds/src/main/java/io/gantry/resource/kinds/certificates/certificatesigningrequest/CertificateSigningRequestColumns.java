package io.gantry.resource.kinds.certificates.certificatesigningrequest;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Cells;
import io.gantry.resource.kinds.columns.Ages;
import io.gantry.resource.kinds.columns.Texts;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The columns of a certificate signing request. */
public final class CertificateSigningRequestColumns implements Cells {
  @Override
  public List<Object> of(ObjectNode object, Instant now) {
    JsonNode seconds = Json.at(object, "spec", "expirationSeconds");
    return List.of(
        Texts.name(object),
        Ages.age(object, now),
        Texts.textOr("<none>", object, "spec", "signerName"),
        Json.text(object, "spec", "username"),
        seconds == null ? "<none>" : Ages.human(Duration.ofSeconds(seconds.longValue())),
        condition(object));
  }

  private static String condition(ObjectNode object) {
    Set<String> types = new HashSet<>();
    for (JsonNode condition : Json.items(object, "status", "conditions")) {
      types.add(Json.text(condition, "type"));
    }
    String text =
        types.contains("Denied") ? "Denied" : types.contains("Approved") ? "Approved" : "Pending";
    if (types.contains("Failed")) {
      text += ",Failed";
    }
    return Json.text(object, "status", "certificate").isEmpty() ? text : text + ",Issued";
  }
}
