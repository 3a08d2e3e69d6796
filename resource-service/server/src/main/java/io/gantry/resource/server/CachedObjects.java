package io.gantry.resource.server;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.kinds.base.ObjectReader;
import io.gantry.resource.store.Selection;
import io.gantry.resource.store.WatchCache;
import io.gantry.resource.store.WatchCache.RevisionGoneException;
import java.util.List;
import java.util.Optional;

/** What subresource handlers look up, as the cache has it. */
record CachedObjects(WatchCache cache) implements ObjectReader {
  @Override
  public Optional<ResourceObject> read(ObjectKey key) {
    return cache.get(key);
  }

  @Override
  public List<ResourceObject> list(GroupResource resource, String namespace) {
    try {
      return cache.list(resource, namespace, Selection.EVERYTHING, 0, null, 0).items();
    } catch (RevisionGoneException e) {
      throw new IllegalStateException("the newest revision cannot be gone", e);
    }
  }
}
