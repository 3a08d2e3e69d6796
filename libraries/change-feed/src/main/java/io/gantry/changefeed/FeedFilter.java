package io.gantry.changefeed;

import io.gantry.apimodel.FieldSelector;
import io.gantry.apimodel.LabelSelector;

/**
 * Which objects a subscription wants; an object that leaves the selection comes as DELETED.
 *
 * @param namespace empty for all
 */
public record FeedFilter(String namespace, LabelSelector labels, FieldSelector fields) {
  public static final FeedFilter ALL =
      new FeedFilter("", LabelSelector.EVERYTHING, FieldSelector.EVERYTHING);

  public static FeedFilter field(String field, String value) {
    return new FeedFilter("", LabelSelector.EVERYTHING, FieldSelector.equal(field, value));
  }
}
