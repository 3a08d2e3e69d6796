package io.gantry.resource.kinds.certificates.certificatesigningrequest;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.Formats;
import java.util.List;
import java.util.function.Function;

/** {@code example.com/signer-name}. */
final class SignerName {
  private static final String FORM =
      "must be a fully qualified domain and path of the form 'example.com/signer-name'";
  private static final int LONGEST_DOMAIN = 253;

  /** A domain, and a path that has room for a label and a subdomain. */
  private static final int LONGEST = LONGEST_DOMAIN + 1 + 253 + 63 + 1;

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
    if (domain.length() > LONGEST_DOMAIN) {
      out.add(FieldError.tooLong(at, LONGEST_DOMAIN));
    }
    String[] labels = domain.split("\\.", -1);
    firstFault(out, at, domain, labels, Formats::dns1123Label);
    if (labels.length < 2) {
      out.invalid(at, domain, "should be a domain with at least two segments separated by dots");
    }
    firstFault(out, at, parts[1], parts[1].split("\\.", -1), Formats::dns1123Subdomain);
    if (name.length() > LONGEST) {
      out.add(FieldError.tooLong(at, LONGEST));
    }
  }

  /** Only the first label that is wrong is reported: further faults would read the same. */
  private static void firstFault(
      Findings out,
      FieldPath at,
      String whole,
      String[] labels,
      Function<String, List<String>> format) {
    for (String label : labels) {
      List<String> wrong = format.apply(label);
      for (String message : wrong) {
        out.invalid(at, whole, "validating label " + FieldError.quoted(label) + ": " + message);
      }
      if (!wrong.isEmpty()) {
        return;
      }
    }
  }
}
