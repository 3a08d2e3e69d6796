package io.gantry.resource.store;

import java.time.Duration;
import java.time.InstantSource;

class MemoryStoreTest extends ObjectStoreContract {
  @Override
  protected ObjectStore open(long logBytes) {
    return new MemoryStore(new Window(Duration.ofMinutes(5), logBytes), InstantSource.system());
  }
}
