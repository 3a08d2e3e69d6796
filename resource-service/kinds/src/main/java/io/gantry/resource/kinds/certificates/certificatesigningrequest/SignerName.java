package io.gantry.resource.kinds.certificates.certificatesigningrequest;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.Formats;
import java.util.regex.Pattern;

/** {@code example.com/signer-name}. */
final class SignerName {
  private static final String FORM =
      "must be a fully qualified domain and path of the form 'example.com/signer-name'";
  private static final Pattern NAME = Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?");

  private SignerName() {}

  static void validate(Findings out, FieldPath at, String name) {
    if (name.isEmpty()) {
      out.required(at);
      return;
    }
    String[] parts = name.split("/", -1);
    if (parts.length != 2) {
      out.invalid(at, name, FORM);
      return;
    }
    String domain = parts[0];
    String[] labels = domain.split("\\.", -1);
    if (labels.length < 2) {
      out.invalid(at, domain, "should be a domain with at least two segments separated by dots");
      return;
    }
    for (String label : labels) {
      for (String wrong : Formats.dns1123Label(label)) {
        out.invalid(at, domain, "validating label " + FieldError.quoted(label) + ": " + wrong);
      }
    }
    for (String part : parts[1].split("\\.", -1)) {
      if (!NAME.matcher(part).matches()) {
        for (String wrong : Formats.dns1123Label(part)) {
          out.invalid(at, parts[1], "validating label " + FieldError.quoted(part) + ": " + wrong);
        }
      }
    }
  }
}
