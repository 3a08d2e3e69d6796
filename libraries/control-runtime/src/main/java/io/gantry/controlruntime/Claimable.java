package io.gantry.controlruntime;

import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.OwnerReference;
import io.gantry.apimodel.ResourceObject;
import java.util.Map;
import java.util.Optional;

/** What adoption looks at: an object's identity, labels and controlling owner. */
public interface Claimable {
  ObjectKey key();

  String uid();

  Map<String, String> labels();

  /** The owner with {@code controller: true}. */
  Optional<OwnerReference> controller();

  boolean deleting();

  static Claimable of(ResourceObject object) {
    return new Claimable() {
      @Override
      public ObjectKey key() {
        return object.key();
      }

      @Override
      public String uid() {
        return object.uid();
      }

      @Override
      public Map<String, String> labels() {
        return object.labels();
      }

      @Override
      public Optional<OwnerReference> controller() {
        return object.controller();
      }

      @Override
      public boolean deleting() {
        return object.deleting();
      }
    };
  }
}
