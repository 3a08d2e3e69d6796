package io.gantry.replication.workload;

import io.gantry.apimodel.LabelSelector;
import java.util.Map;

/**
 * Stands between a selector that does not select its own pods and a flood of them: each pod made
 * would be let go at once, and another one made. The API refuses such objects; should one get
 * through, its controller stops with an error that is tried again ever more slowly.
 */
public final class SelectorCheck {
  private SelectorCheck() {}

  public static void mustSelect(String what, LabelSelector selector, Map<String, String> labels) {
    if (!selector.matches(labels)) {
      throw new IllegalStateException(
          "selector of " + what + " (" + selector + ") does not match its template: " + labels);
    }
  }
}
