package io.gantry.resource.machinery.verbs;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.FieldSelector;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.SelectorSyntaxException;
import io.gantry.resource.machinery.Target;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.store.Selection;
import java.util.List;
import java.util.Map;

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
      return Selection.of(labels, stored(target, fields));
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

  /** The same with the names that fields are stored under. */
  private static FieldSelector stored(Target target, FieldSelector fields) {
    Map<String, String> names = target.definition().strategy().selectorNames();
    return names.isEmpty()
        ? fields
        : new FieldSelector(
            fields.terms().stream()
                .map(
                    term ->
                        new FieldSelector.Term(
                            names.getOrDefault(term.field(), term.field()),
                            term.value(),
                            term.equal()))
                .toList());
  }

  private static void checkFields(Target target, FieldSelector fields) {
    Map<String, String> names = target.definition().strategy().selectorNames();
    List<String> own =
        names.isEmpty()
            ? target.definition().strategy().selectableFieldNames()
            : List.copyOf(names.keySet());
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
