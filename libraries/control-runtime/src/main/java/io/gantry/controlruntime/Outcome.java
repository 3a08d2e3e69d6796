package io.gantry.controlruntime;

import java.time.Duration;

/**
 * What a reconciler says about a key it has looked at.
 *
 * @param requeueAfter null when only a change makes the key interesting again
 */
public record Outcome(Duration requeueAfter) {
  /** Nothing more to do until something changes. */
  public static final Outcome DONE = new Outcome(null);

  /** Look again after a while, for what only the passing of time changes. */
  public static Outcome requeueAfter(Duration delay) {
    return new Outcome(delay.isNegative() ? Duration.ZERO : delay);
  }
}
