package io.gantry.resource.kinds.core.pod;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.GroupKind;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.ApiCall;

/** What may be asked of a pod's log. */
final class LogOptionRules {
  private LogOptionRules() {}

  /** Throws 422 where an option makes no sense. */
  static void check(ApiCall call) {
    Findings out = new Findings();
    Long lines = number(call, "tailLines");
    if (lines != null && lines < 0) {
      out.invalid(FieldPath.of("tailLines"), lines, "must be greater than or equal to 0");
    }
    Long bytes = number(call, "limitBytes");
    if (bytes != null && bytes < 1) {
      out.invalid(FieldPath.of("limitBytes"), bytes, "must be greater than 0");
    }
    Long seconds = number(call, "sinceSeconds");
    if (seconds != null && !call.query("sinceTime").isEmpty()) {
      out.add(
          new FieldError(
              FieldError.Type.FORBIDDEN,
              "",
              "Forbidden: at most one of `sinceTime` or `sinceSeconds` may be specified"));
    } else if (seconds != null && seconds < 1) {
      out.invalid(FieldPath.of("sinceSeconds"), seconds, "must be greater than 0");
    }
    if (!out.isEmpty()) {
      throw ApiStatus.invalid(new GroupKind("", "PodLogOptions"), call.request().name(), out.list())
          .asException();
    }
  }

  /** Null where it is not given; what is no number is the agent's to refuse. */
  private static Long number(ApiCall call, String option) {
    String text = call.query(option);
    try {
      return text.isEmpty() ? null : Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw ApiStatus.badRequest(
              "strconv.ParseInt: parsing " + FieldError.quoted(text) + ": invalid syntax")
          .asException();
    }
  }
}
