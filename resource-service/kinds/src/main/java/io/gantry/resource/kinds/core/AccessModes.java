package io.gantry.resource.kinds.core;

import io.gantry.apimodel.FieldPath;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.FieldRules;
import java.util.List;

/** How volumes may be mounted. */
public final class AccessModes {
  private static final List<String> ALL =
      List.of("ReadOnlyMany", "ReadWriteMany", "ReadWriteOnce", "ReadWriteOncePod");

  private AccessModes() {}

  public static void validate(Findings out, FieldPath path, List<String> modes) {
    boolean alone = false;
    boolean others = false;
    for (String mode : modes) {
      out.add(FieldRules.oneOf(path, mode, ALL));
      alone |= mode.equals("ReadWriteOncePod");
      others |= !mode.equals("ReadWriteOncePod") && ALL.contains(mode);
    }
    if (alone && others) {
      out.forbidden(path, "may not use ReadWriteOncePod with other access modes");
    }
  }
}
