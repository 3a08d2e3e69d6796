package io.gantry.replication.daemonset;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * How long a failed daemon pod is left before it is replaced: one second, doubling up to 15
 * minutes, from the start after twice that without a failure. Otherwise a pod that its node refuses
 * would be made and removed as fast as the API can.
 */
final class FailedPodBackOff {
  private static final Duration FIRST = Duration.ofSeconds(1);
  private static final Duration MOST = Duration.ofMinutes(15);
  private static final int REMEMBERED = 10_000;

  private record Place(String setUid, String node) {}

  private record Wait(Duration delay, Instant since) {}

  private final InstantSource clock;
  private final Map<Place, Wait> waits =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Wait> eldest) {
          return size() > REMEMBERED;
        }
      };

  FailedPodBackOff(InstantSource clock) {
    this.clock = clock;
  }

  /** Whether the place has waited its time; if so, the next wait begins. */
  synchronized boolean mayReplace(String setUid, String node) {
    Place place = new Place(setUid, node);
    Instant now = clock.instant();
    Wait last = waits.get(place);
    if (last != null && now.isBefore(last.since.plus(last.delay))) {
      return false;
    }
    boolean quiet = last == null || now.isAfter(last.since.plus(MOST.multipliedBy(2)));
    Duration next = quiet ? FIRST : last.delay.multipliedBy(2);
    waits.put(place, new Wait(next.compareTo(MOST) > 0 ? MOST : next, now));
    return true;
  }

  /** How long the place must still wait. */
  synchronized Optional<Duration> wait(String setUid, String node) {
    Wait last = waits.get(new Place(setUid, node));
    return last == null
        ? Optional.empty()
        : Optional.of(Duration.between(clock.instant(), last.since.plus(last.delay)));
  }
}
