package io.gantry.resource.server;

import io.gantry.apiaccess.BoundObjects;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.resource.store.WatchCache;
import java.time.Instant;
import java.util.Optional;

/** What ServiceAccount tokens are bound to, as the cache has it. */
public record CachedBoundObjects(WatchCache cache) implements BoundObjects {
  @Override
  public Optional<State> find(String resource, String namespace, String name) {
    return cache
        .get(new ObjectKey(new GroupResource("", resource), namespace, name))
        .map(
            object ->
                new State(
                    object.uid(),
                    object.deleting()
                        ? Instant.parse(Json.text(object.tree(), "metadata", "deletionTimestamp"))
                        : null));
  }
}
