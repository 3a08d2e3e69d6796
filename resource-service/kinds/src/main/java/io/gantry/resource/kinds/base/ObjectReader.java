package io.gantry.resource.kinds.base;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import java.util.List;
import java.util.Optional;

/** Objects as this instance knows them: what handlers of subresources look at beside their own. */
public interface ObjectReader {
  Optional<ResourceObject> read(ObjectKey key);

  /** All objects of a resource in a namespace, or (empty) in all. */
  List<ResourceObject> list(GroupResource resource, String namespace);
}
