package io.gantry.scheduler.framework;

import java.util.List;

/**
 * What a rule says of a node.
 *
 * @param reasons as users read them; empty when the node fits
 */
public record Verdict(Kind kind, List<String> reasons) {
  public static final Verdict FITS = new Verdict(Kind.FITS, List.of());

  public enum Kind {
    FITS,
    /** Not now: other pods are in the way, so that preemption may help. */
    OCCUPIED,
    /** Not at all: no pod's leaving would change it. */
    UNSUITABLE
  }

  public static Verdict occupied(String reason) {
    return new Verdict(Kind.OCCUPIED, List.of(reason));
  }

  public static Verdict unsuitable(String reason) {
    return new Verdict(Kind.UNSUITABLE, List.of(reason));
  }

  public boolean fits() {
    return kind == Kind.FITS;
  }
}
