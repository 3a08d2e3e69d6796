package io.gantry.resource.store;

import io.gantry.apimodel.FieldSelector;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.ResourceObject;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * The filter of most lists and watches. A watch with a Selection is looked up by index where it
 * pins an indexed field; any other predicate is asked for every change of its namespace.
 */
public record Selection(LabelSelector labels, FieldSelector fields)
    implements Predicate<ResourceObject> {
  public static final Selection EVERYTHING =
      new Selection(LabelSelector.EVERYTHING, FieldSelector.EVERYTHING);

  /** {@link #EVERYTHING} itself for empty selectors: counting is cheaper for it. */
  public static Selection of(LabelSelector labels, FieldSelector fields) {
    return labels.isEmpty() && fields.isEmpty() ? EVERYTHING : new Selection(labels, fields);
  }

  @Override
  public boolean test(ResourceObject object) {
    return labels.matches(object.labels()) && fields.matches(object);
  }

  /** The one value an object must have in the field to be selected, if there is one. */
  public Optional<String> pinned(String field) {
    return fields.terms().stream()
        .filter(term -> term.equal() && term.field().equals(field))
        .map(FieldSelector.Term::value)
        .findFirst();
  }
}
