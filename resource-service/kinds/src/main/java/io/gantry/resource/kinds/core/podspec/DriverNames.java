package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import java.util.Locale;

/** Names of drivers of the Container Storage Interface. */
public final class DriverNames {
  private static final int LONGEST = 63;

  private DriverNames() {}

  public static void validate(Findings out, FieldPath at, String name) {
    if (name.isEmpty()) {
      out.required(at);
    }
    if (name.length() > LONGEST) {
      out.add(FieldError.tooLong(at, LONGEST));
    }
    out.add(FieldRules.each(at, name, Formats.dns1123Subdomain(name.toLowerCase(Locale.ROOT))));
  }
}
