package io.gantry.resource.machinery.verbs;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.FieldSelector;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.SelectorSyntaxException;
import io.gantry.resource.machinery.Target;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.store.Selection;
import java.util.List;

/** The selectors of a list, watch or deletecollection. */
final class Selectors {
  private static final String NAME = "metadata.name";
  private static final String NAMESPACE = "metadata.namespace";

  private Selectors() {}

  /**
   * @throws io.gantry.apimodel.StatusException 400 for what cannot be parsed, and for fields that
   *     the kind cannot be selected by
   */
  static Selection of(Target target) {
    try {
      LabelSelector labels = LabelSelector.parse(target.call().query("labelSelector"));
      checkLabels(labels);
      FieldSelector fields = FieldSelector.parse(target.call().query("fieldSelector"));
      checkFields(target, fields);
      return Selection.of(labels, fields);
    } catch (SelectorSyntaxException e) {
      throw ApiStatus.badRequest(e.getMessage()).asException();
    }
  }

  private static void checkLabels(LabelSelector labels) {
    for (LabelSelector.Requirement requirement : labels.requirements()) {
      List<String> wrong = Formats.qualifiedName(requirement.key());
      if (!wrong.isEmpty()) {
        throw invalidLabel("key", requirement.key(), wrong);
      }
      int index = 0;
      for (String value : requirement.values()) {
        wrong = Formats.labelValue(value);
        if (!wrong.isEmpty()) {
          throw invalidLabel("values[" + index + "][" + requirement.key() + "]", value, wrong);
        }
        index++;
      }
    }
  }

  private static io.gantry.apimodel.StatusException invalidLabel(
      String path, String value, List<String> wrong) {
    return ApiStatus.badRequest(
            "unable to parse requirement: "
                + path
                + ": Invalid value: "
                + io.gantry.apimodel.FieldError.quoted(value)
                + ": "
                + String.join("; ", wrong))
        .asException();
  }

  private static void checkFields(Target target, FieldSelector fields) {
    List<String> own = target.definition().strategy().selectableFieldNames();
    for (FieldSelector.Term term : fields.terms()) {
      String field = term.field();
      if (!field.equals(NAME) && !field.equals(NAMESPACE) && !own.contains(field)) {
        throw ApiStatus.badRequest(
                own.isEmpty()
                    ? "\""
                        + field
                        + "\" is not a known field selector: only \"metadata.name\","
                        + " \"metadata.namespace\""
                    : "field label not supported: " + field)
            .asException();
      }
    }
  }
}
