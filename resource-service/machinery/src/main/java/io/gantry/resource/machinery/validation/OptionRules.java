package io.gantry.resource.machinery.validation;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import java.util.ArrayList;
import java.util.List;

/** What a request's options may say (apimachinery, {@code meta/v1/validation}). */
public final class OptionRules {
  private static final List<String> FIELD_VALIDATION = List.of("", "Ignore", "Strict", "Warn");
  private static final List<String> PROPAGATION =
      List.of("Foreground", "Background", "Orphan", "nil");

  private OptionRules() {}

  /**
   * @param dryRun the parameter's values; null when it was not given
   */
  public static List<FieldError> write(
      String fieldManager, List<String> dryRun, String fieldValidation) {
    List<FieldError> errors =
        new ArrayList<>(fieldManager(FieldPath.of("fieldManager"), fieldManager));
    errors.addAll(dryRun(dryRun));
    if (!FIELD_VALIDATION.contains(fieldValidation)) {
      errors.add(
          FieldError.notSupported(
              FieldPath.of("fieldValidation"), fieldValidation, FIELD_VALIDATION));
    }
    return errors;
  }

  public static List<FieldError> dryRun(List<String> dryRun) {
    return dryRun == null || dryRun.stream().allMatch("All"::equals)
        ? List.of()
        : List.of(
            FieldError.notSupported(
                FieldPath.of("dryRun"), GoText.strings(dryRun), List.of("All")));
  }

  public static List<FieldError> propagationPolicy(String policy) {
    FieldPath path = FieldPath.of("propagationPolicy");
    return policy == null || PROPAGATION.subList(0, 3).contains(policy)
        ? List.of()
        : List.of(FieldError.notSupported(path, policy, PROPAGATION));
  }

  /** At most 128 bytes, all printable. */
  public static List<FieldError> fieldManager(FieldPath path, String manager) {
    List<FieldError> errors = new ArrayList<>();
    if (Formats.bytes(manager) > 128) {
      errors.add(FieldError.tooLong(path, 128));
    }
    int position = 0;
    for (int c : manager.codePoints().toArray()) {
      if (Character.isISOControl(c) || Character.getType(c) == Character.UNASSIGNED) {
        errors.add(
            FieldError.invalid(
                path,
                manager,
                String.format("invalid character U+%04X (at position %d)", c, position)));
      }
      position += Formats.bytes(Character.toString(c));
    }
    return errors;
  }
}
