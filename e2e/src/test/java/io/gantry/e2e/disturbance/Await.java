package io.gantry.e2e.disturbance;

import java.time.Duration;
import java.util.function.Predicate;

/**
 * Waits for a state by looking again and again. Deadlines are for what never comes, not for what
 * comes slowly: they are far beyond what the slowest machine takes.
 */
public final class Await {
  private static final Duration PACE = Duration.ofMillis(100);

  /** What is looked at. */
  public interface Look<T> {
    T look() throws InterruptedException;
  }

  private Await() {}

  /**
   * @param what is waited for, as the end of "not within 5 s: "
   * @return the first state that is good
   * @throws AssertionError it never was; with the last state seen
   */
  public static <T> T until(String what, Duration within, Look<T> look, Predicate<T> good)
      throws InterruptedException {
    long end = System.nanoTime() + within.toNanos();
    while (true) {
      // Taken before the look: there is always one more after a long pause.
      boolean last = System.nanoTime() > end;
      T state = look.look();
      if (good.test(state)) {
        return state;
      }
      if (last) {
        throw new AssertionError(
            "not within " + within.toSeconds() + " s: " + what + "\nlast: " + state);
      }
      Thread.sleep(PACE);
    }
  }
}
