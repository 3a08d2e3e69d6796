package io.gantry.resource.kinds.admissionregistration;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.Formats;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** Which kind the parameters of a policy are of. */
final class ParamKindRules {
  private ParamKindRules() {}

  static void validate(Findings out, FieldPath path, JsonNode kind) {
    apiVersion(out, path.child("apiVersion"), Json.text(kind, "apiVersion"));
    FieldPath at = path.child("kind");
    String name = Json.text(kind, "kind");
    if (name.isEmpty()) {
      out.required(at);
    } else {
      joined(
          out,
          at,
          name,
          "may have mixed case, but should otherwise match: ",
          Formats.dns1035Label(name.toLowerCase(Locale.ROOT)));
    }
  }

  private static void apiVersion(Findings out, FieldPath at, String apiVersion) {
    if (apiVersion.isEmpty()) {
      out.required(at);
      return;
    }
    String[] parts = apiVersion.split("/", -1);
    if (parts.length > 2) {
      out.invalid(at, apiVersion, "unexpected GroupVersion string: " + apiVersion);
      return;
    }
    String group = parts.length == 2 ? parts[0] : "";
    String version = parts[parts.length - 1];
    if (!group.isEmpty()) {
      joined(out, at, group, "", Formats.dns1123Subdomain(group));
    }
    if (version.isEmpty()) {
      out.invalid(at, apiVersion, "version must be specified");
    } else {
      joined(out, at, version, "", Formats.dns1035Label(version));
    }
  }

  /** One error for all that is wrong with a name. */
  private static void joined(
      Findings out, FieldPath at, String value, String before, List<String> wrong) {
    if (!wrong.isEmpty()) {
      out.invalid(at, value, before + String.join(",", wrong));
    }
  }
}
