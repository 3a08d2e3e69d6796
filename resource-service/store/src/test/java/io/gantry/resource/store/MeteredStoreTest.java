package io.gantry.resource.store;

import static io.gantry.resource.store.Samples.create;
import static io.gantry.resource.store.Samples.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.resource.store.cache.LogTailCache;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;

/** Keeps a store's promises, and counts. */
class MeteredStoreTest extends ObjectStoreContract {
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

  @Override
  protected ObjectStore open(long logBytes) {
    Window window = new Window(Duration.ofMinutes(5), logBytes);
    return new MeteredStore(new MemoryStore(window, InstantSource.system()), meters);
  }

  private long count(String outcome) {
    return meters.get("store.commit").tag("outcome", outcome).timer().count();
  }

  @Test
  void commitsAreCountedByOutcome() {
    MeteredStore metered = new MeteredStore(new MemoryStore(), meters);
    metered.commit(create(pod("a")));
    metered.commit(create(pod("b")));
    metered.commit(create(pod("a")));
    assertThat(count("committed")).isEqualTo(2);
    assertThat(count("conflict")).isEqualTo(1);
    assertThat(metered.heardOf()).isEqualTo(metered.revision());
  }

  @Test
  void theCacheSaysHowFarBehindItIs() {
    MeteredStore metered = new MeteredStore(new MemoryStore(), meters);
    try (LogTailCache cache = new LogTailCache(metered, Window.STANDARD, InstantSource.system())) {
      cache.start();
      cache.meter(meters, metered::heardOf);
      cache.commit(create(pod("a")));
      assertThat(meters.get("cache.revision").gauge().value()).isEqualTo(cache.revision());
      assertThat(meters.get("cache.revision.lag").gauge().value()).isZero();
      assertThat(meters.get("store.up").gauge().value()).isOne();
    }
  }
}
