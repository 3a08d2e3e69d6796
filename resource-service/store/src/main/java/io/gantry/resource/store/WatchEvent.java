package io.gantry.resource.store;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.ResourceObject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * A change as one selection sees it, shared by all watchers of that view: each encoding is made
 * once.
 */
public final class WatchEvent {
  private final Change.Type type;
  private final ResourceObject object;
  private final Map<Object, byte[]> encodings = new ConcurrentHashMap<>(2);

  public WatchEvent(Change.Type type, ResourceObject object) {
    this.type = type;
    this.object = object;
  }

  public Change.Type type() {
    return type;
  }

  public ResourceObject object() {
    return object;
  }

  /** The event's bytes in a variant (JSON, Table, metadata, another version), encoded once. */
  public byte[] encoded(Object variant, Function<WatchEvent, byte[]> encoder) {
    return encodings.computeIfAbsent(variant, v -> encoder.apply(this));
  }
}
