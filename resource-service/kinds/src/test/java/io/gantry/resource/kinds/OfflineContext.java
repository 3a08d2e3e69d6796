package io.gantry.resource.kinds;

import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.store.Commit;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.random.RandomGenerator;
import tools.jackson.databind.node.ObjectNode;

/** A write without a server: what was asked of the commit can be looked at. */
final class OfflineContext implements WriteContext {
  final List<Commit.Guard> guards = new ArrayList<>();
  final List<Commit.Write> writes = new ArrayList<>();
  final Map<ObjectKey, ResourceObject> objects = new HashMap<>();
  final Set<String> emptied = new HashSet<>();
  String subresource = "";
  private boolean dryRun = true;
  private final ResourceDefinition definition;
  private final RandomGenerator random = new Random(1);

  OfflineContext(ResourceDefinition definition) {
    this.definition = definition;
  }

  /** A write that is no dry run. */
  OfflineContext real() {
    dryRun = false;
    return this;
  }

  /** What was asked of the commit has happened. */
  void commit() {
    for (Commit.Write write : writes) {
      switch (write) {
        case Commit.Write.Put put ->
            add(
                put.key().resource().group(),
                put.key().namespace(),
                put.key().resource().resource(),
                put.key().name());
        case Commit.Write.Remove remove -> objects.remove(remove.key());
      }
    }
    guards.clear();
    writes.clear();
  }

  /** Makes an object known that has nothing but its name. */
  void add(String group, String namespace, String resource, String name) {
    ObjectNode tree = Json.object();
    tree.putObject("metadata").put("name", name).put("namespace", namespace);
    ResourceObject object = ResourceObject.of(new GroupResource(group, resource), tree);
    objects.put(object.key(), object);
  }

  @Override
  public UserInfo user() {
    return UserInfo.of("admin", List.of("system:masters"));
  }

  @Override
  public ResourceDefinition definition() {
    return definition;
  }

  @Override
  public String subresource() {
    return subresource;
  }

  @Override
  public boolean sentEmpty(String path) {
    return emptied.contains(path);
  }

  @Override
  public boolean dryRun() {
    return dryRun;
  }

  @Override
  public Instant now() {
    return Instant.parse("2026-11-21T12:00:00Z");
  }

  @Override
  public RandomGenerator random() {
    return random;
  }

  @Override
  public Optional<ResourceObject> read(ObjectKey key) {
    return Optional.ofNullable(objects.get(key));
  }

  @Override
  public List<ResourceObject> readAll(GroupResource resource, String namespace) {
    return objects.values().stream()
        .filter(o -> o.key().resource().equals(resource))
        .filter(o -> namespace.isEmpty() || o.namespace().equals(namespace))
        .toList();
  }

  @Override
  public void require(Commit.Guard guard) {
    guards.add(guard);
  }

  @Override
  public void also(Commit.Write write) {
    writes.add(write);
  }
}
