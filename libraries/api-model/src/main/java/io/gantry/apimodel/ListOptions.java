package io.gantry.apimodel;

/**
 * What a list asks for, already parsed.
 *
 * @param limit 0 for no limit
 * @param continueToken empty for the first chunk
 * @param resourceVersion empty for "the newest, consistently"; {@code 0} for any
 * @param resourceVersionMatch empty, {@code Exact} or {@code NotOlderThan}
 */
public record ListOptions(
    LabelSelector labels,
    FieldSelector fields,
    long limit,
    String continueToken,
    String resourceVersion,
    String resourceVersionMatch) {
  public static final ListOptions ALL =
      new ListOptions(LabelSelector.EVERYTHING, FieldSelector.EVERYTHING, 0, "", "", "");

  public ListOptions with(LabelSelector selector) {
    return new ListOptions(
        selector, fields, limit, continueToken, resourceVersion, resourceVersionMatch);
  }

  public ListOptions with(FieldSelector selector) {
    return new ListOptions(
        labels, selector, limit, continueToken, resourceVersion, resourceVersionMatch);
  }
}
