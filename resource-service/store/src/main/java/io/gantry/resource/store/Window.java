package io.gantry.resource.store;

import java.time.Duration;

/**
 * How much history is kept: the younger of an age and a number of bytes.
 *
 * @param bytes of the change log, or of the objects in a cache's recent events
 */
public record Window(Duration age, long bytes) {
  /** Five minutes, as etcd is compacted by Kubernetes, and 128 MB. */
  public static final Window STANDARD = new Window(Duration.ofMinutes(5), 128L << 20);
}
