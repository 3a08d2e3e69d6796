package io.gantry.resource.machinery;

import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.store.Commit;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/** One write in progress: what strategies, allocators and admission plugins may look at and add. */
public interface WriteContext {
  UserInfo user();

  ResourceDefinition definition();

  /** Empty for the object itself; {@code status}, {@code resize} ... for a subresource. */
  String subresource();

  boolean dryRun();

  /** The commit's time; {@code creationTimestamp} and the like. */
  Instant now();

  RandomGenerator random();

  /**
   * Whether a list or map that the object does not have was sent as an empty one. Nothing may
   * depend on it but how a refused value is printed.
   *
   * @param path as in {@code spec.template.metadata.labels}
   */
  default boolean sentEmpty(String path) {
    return false;
  }

  /** Other objects as cached; a judgement on them belongs into a guard. */
  Optional<ResourceObject> read(ObjectKey key);

  /** All objects of a resource as cached, in a namespace or (empty) in all. */
  List<ResourceObject> readAll(io.gantry.apimodel.GroupResource resource, String namespace);

  /** Adds a condition to the commit; refused it makes the whole write start again. */
  void require(Commit.Guard guard);

  /** Adds a write to the commit. */
  void also(Commit.Write write);
}
