package io.gantry.apischema;

import io.gantry.apimodel.GroupVersionKind;
import java.util.Collection;
import java.util.Optional;

/** The schema of every served kind; custom kinds are added and removed while running. */
public interface SchemaRegistry {
  Optional<KindSchema> kind(GroupVersionKind gvk);

  Collection<KindSchema> kinds();
}
