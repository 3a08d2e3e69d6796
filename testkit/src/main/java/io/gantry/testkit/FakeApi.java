package io.gantry.testkit;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Change;
import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ListOptions;
import io.gantry.apimodel.Listing;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.OwnerReference;
import io.gantry.apimodel.PatchType;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.changefeed.ChangeFeed;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.ApiClients;
import io.gantry.controlruntime.SelectableFields;
import io.gantry.controlruntime.Times;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.random.RandomGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The API in memory, with the behaviour controllers rely on: one revision for everything,
 * optimistic locks, {@code generateName}, generation, status apart from spec, graceful deletion of
 * pods, finalizers, deletion preconditions, patches, the scale and binding subresources. It neither
 * defaults nor validates: give it objects as the API would store them.
 *
 * <p>Changes reach subscribers of {@link #feed()} when {@link FakeFeed#pump} is called, so that a
 * simulation decides how far caches lag behind; {@link FakeFeed#automatic} does it by itself.
 */
public final class FakeApi implements ApiClient, ApiClients {
  private static final String ID_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  /** Looks at a request before it is done and may throw to refuse it. */
  @FunctionalInterface
  public interface Interceptor {
    void before(String verb, GroupVersionResource resource, String namespace, String name);
  }

  private final InstantSource clock;
  private final RandomGenerator random;
  private final NavigableMap<ObjectKey, ResourceObject> objects = new TreeMap<>();
  private final FakeFeed feed = new FakeFeed(this);
  private final List<Interceptor> interceptors = new CopyOnWriteArrayList<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private boolean gracefulPods = true;
  private boolean collectGarbage;
  private long revision = 1000;

  public FakeApi(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** Whether deleted pods that have a node wait for their kubelet; true from the start. */
  public FakeApi gracefulPods(boolean graceful) {
    gracefulPods = graceful;
    return this;
  }

  /** Whether dependents of what is deleted in the background vanish at once; false at first. */
  public FakeApi collectGarbage(boolean collect) {
    collectGarbage = collect;
    return this;
  }

  public FakeApi intercept(Interceptor interceptor) {
    interceptors.add(interceptor);
    return this;
  }

  public void clearInterceptors() {
    interceptors.clear();
  }

  /** All changing requests so far, as {@code verb resource/name}. */
  public List<String> requests() {
    return requests;
  }

  public FakeFeed feed() {
    return feed;
  }

  public ChangeFeed changes() {
    return feed;
  }

  @Override
  public ApiClient own(String userAgent) {
    return this;
  }

  @Override
  public ApiClient controller(String serviceAccount) {
    return this;
  }

  public synchronized long revision() {
    return revision;
  }

  /** All objects of a resource at this moment, in key order. */
  public synchronized List<ResourceObject> all(GroupVersionResource resource) {
    return all(resource.groupResource());
  }

  synchronized List<ResourceObject> all(GroupResource resource) {
    return objects.values().stream().filter(o -> o.key().resource().equals(resource)).toList();
  }

  @Override
  public synchronized ResourceObject get(
      GroupVersionResource resource, String namespace, String name) {
    return found(key(resource, namespace, name));
  }

  @Override
  public synchronized Listing list(
      GroupVersionResource resource, String namespace, ListOptions options) {
    List<ResourceObject> found =
        all(resource).stream()
            .filter(o -> namespace.isEmpty() || o.namespace().equals(namespace))
            .filter(o -> options.labels().matches(o.labels()))
            .filter(o -> options.fields().matches(o))
            .toList();
    return new Listing(revision, found, "", 0);
  }

  @Override
  public synchronized ResourceObject create(
      GroupVersionResource resource, String namespace, ObjectNode object) {
    ObjectNode tree = object.deepCopy();
    ObjectNode metadata = Json.ensureObject(tree, "metadata");
    if (Json.text(metadata, "name").isEmpty()) {
      metadata.put("name", Json.text(metadata, "generateName") + suffix());
    }
    String name = Json.text(metadata, "name");
    before("create", resource, namespace, name);
    ObjectKey key = key(resource, namespace, name);
    if (objects.containsKey(key)) {
      throw ApiStatus.alreadyExists(key.resource(), name).asException();
    }
    if (!namespace.isEmpty()) {
      metadata.put("namespace", namespace);
    }
    metadata.put("uid", new UUID(random.nextLong(), random.nextLong()).toString());
    metadata.put("creationTimestamp", Times.text(clock.instant()));
    if (Json.has(tree, "spec")) {
      metadata.put("generation", 1);
    }
    if (resource.resource().equals("pods") && !Json.has(tree, "status", "phase")) {
      Json.ensureObject(tree, "status").put("phase", "Pending");
    }
    return commit(Change.Type.ADDED, resource, tree);
  }

  @Override
  public synchronized ResourceObject createSubresource(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      ObjectNode object) {
    before("create/" + subresource, resource, namespace, name);
    return switch (subresource) {
      case "binding" -> bind(resource, namespace, name, Json.text(object, "target", "name"));
      case "eviction" -> {
        ResourceObject pod = found(key(resource, namespace, name));
        delete(resource, namespace, name, DeleteOptions.DEFAULT);
        yield pod;
      }
      case "token" -> {
        ObjectNode token = object.deepCopy();
        Json.ensureObject(token, "status")
            .put("token", "token-of-" + name + "-" + ++revision)
            .put("expirationTimestamp", Times.text(clock.instant().plus(Duration.ofHours(1))));
        yield ResourceObject.of(resource.groupResource(), token);
      }
      default -> throw ApiStatus.noSuchPath().asException();
    };
  }

  private ResourceObject bind(
      GroupVersionResource resource, String namespace, String name, String node) {
    ResourceObject pod = found(key(resource, namespace, name));
    ObjectNode tree = pod.tree();
    if (Json.has(tree, "spec", "nodeName")) {
      throw ApiStatus.conflict(
              pod.key().resource(),
              name,
              "pod "
                  + name
                  + " is already assigned to node \""
                  + Json.text(tree, "spec", "nodeName")
                  + "\"")
          .asException();
    }
    Json.ensureObject(tree, "spec").put("nodeName", node);
    ObjectNode condition = Json.object();
    condition.put("type", "PodScheduled").put("status", "True");
    condition.put("lastTransitionTime", Times.text(clock.instant()));
    Json.ensureArray(Json.ensureObject(tree, "status"), "conditions").add(condition);
    return commit(Change.Type.MODIFIED, resource, tree);
  }

  @Override
  public synchronized ResourceObject update(
      GroupVersionResource resource, String namespace, String subresource, ObjectNode object) {
    String name = Json.text(object, "metadata", "name");
    before("update" + below(subresource), resource, namespace, name);
    ResourceObject known = found(key(resource, namespace, name));
    String version = Json.text(object, "metadata", "resourceVersion");
    if (!version.isEmpty() && Long.parseLong(version) != known.revision()) {
      throw ApiStatus.staleVersion(known.key().resource(), name).asException();
    }
    return replace(resource, known, subresource, object.deepCopy());
  }

  @Override
  public synchronized ResourceObject patch(
      GroupVersionResource resource,
      String namespace,
      String name,
      String subresource,
      PatchType type,
      JsonNode patch) {
    before("patch" + below(subresource), resource, namespace, name);
    ResourceObject known = found(key(resource, namespace, name));
    String version = Json.text(patch, "metadata", "resourceVersion");
    if (!version.isEmpty() && Long.parseLong(version) != known.revision()) {
      throw ApiStatus.staleVersion(known.key().resource(), name).asException();
    }
    String uid = Json.text(patch, "metadata", "uid");
    if (!uid.isEmpty() && !uid.equals(known.uid())) {
      throw ApiStatus.conflict(known.key().resource(), name, "the uid differs").asException();
    }
    ObjectNode before = subresource.equals("scale") ? scaleOf(known) : known.tree();
    return replace(resource, known, subresource, FakePatches.apply(type, before, patch));
  }

  private ResourceObject replace(
      GroupVersionResource resource, ResourceObject known, String subresource, ObjectNode wanted) {
    ObjectNode before = known.tree();
    ObjectNode after;
    switch (subresource) {
      case "" -> {
        after = wanted;
        keep(before, after, "status", hasStatusSubresource(known.key().resource()));
      }
      case "status" -> {
        after = before.deepCopy();
        keep(wanted, after, "status", true);
        // Kubernetes' status subresource takes annotations along; controllers count on it.
        keep(
            Json.at(wanted, "metadata"), Json.ensureObject(after, "metadata"), "annotations", true);
      }
      case "scale" -> {
        after = before.deepCopy();
        Json.ensureObject(after, "spec")
            .put("replicas", Json.integer(wanted, 0, "spec", "replicas"));
      }
      default -> throw ApiStatus.noSuchPath().asException();
    }
    ObjectNode metadata = Json.ensureObject(after, "metadata");
    for (String field :
        List.of(
            "uid",
            "creationTimestamp",
            "generation",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "resourceVersion",
            "name",
            "namespace")) {
      keep(Json.at(before, "metadata"), metadata, field, true);
    }
    if (Json.has(after, "spec") && !equal(Json.at(before, "spec"), Json.at(after, "spec"))) {
      metadata.put("generation", Json.number(metadata, 0, "generation") + 1);
    }
    if (equal(after, before)) {
      return known;
    }
    boolean graceIsOver = Json.number(metadata, 0, "deletionGracePeriodSeconds") == 0;
    if (known.deleting()
        && graceIsOver
        && Json.items(metadata, "finalizers").isEmpty()
        && !Json.items(before, "metadata", "finalizers").isEmpty()) {
      return remove(resource, after);
    }
    return commit(Change.Type.MODIFIED, resource, after);
  }

  @Override
  public synchronized void delete(
      GroupVersionResource resource, String namespace, String name, DeleteOptions options) {
    before("delete", resource, namespace, name);
    ResourceObject known = found(key(resource, namespace, name));
    if (options.preconditionUid() != null && !options.preconditionUid().equals(known.uid())) {
      throw ApiStatus.conflict(
              known.key().resource(),
              name,
              "Precondition failed: UID in precondition: "
                  + options.preconditionUid()
                  + ", UID in object meta: "
                  + known.uid())
          .asException();
    }
    if (options.preconditionResourceVersion() != null
        && Long.parseLong(options.preconditionResourceVersion()) != known.revision()) {
      throw ApiStatus.conflict(known.key().resource(), name, "Precondition failed").asException();
    }
    ObjectNode tree = known.tree();
    boolean finalizers = !Json.items(tree, "metadata", "finalizers").isEmpty();
    long grace = grace(resource, tree, options);
    if (grace == 0 && !finalizers) {
      remove(resource, tree);
      if (collectGarbage && !"Orphan".equals(options.propagationPolicy())) {
        collect(known.uid());
      }
    } else if (!known.deleting() || grace < deletionGrace(tree)) {
      ObjectNode metadata = Json.ensureObject(tree, "metadata");
      metadata.put("deletionTimestamp", Times.text(clock.instant().plusSeconds(grace)));
      metadata.put("deletionGracePeriodSeconds", grace);
      commit(Change.Type.MODIFIED, resource, tree);
    }
  }

  private long grace(GroupVersionResource resource, ObjectNode tree, DeleteOptions options) {
    boolean waits =
        gracefulPods
            && resource.resource().equals("pods")
            && Json.has(tree, "spec", "nodeName")
            && !List.of("Succeeded", "Failed").contains(Json.text(tree, "status", "phase"));
    if (!waits) {
      return 0;
    }
    return options.gracePeriodSeconds() != null
        ? options.gracePeriodSeconds()
        : Json.number(tree, 30, "spec", "terminationGracePeriodSeconds");
  }

  private static long deletionGrace(ObjectNode tree) {
    return Json.number(tree, Long.MAX_VALUE, "metadata", "deletionGracePeriodSeconds");
  }

  @Override
  public synchronized void deleteCollection(
      GroupVersionResource resource, String namespace, ListOptions options, DeleteOptions how) {
    for (ResourceObject object : list(resource, namespace, options).items()) {
      delete(resource, object.namespace(), object.name(), how);
    }
  }

  private void collect(String ownerUid) {
    for (ResourceObject object : List.copyOf(objects.values())) {
      if (object.owners().stream().map(OwnerReference::uid).anyMatch(ownerUid::equals)) {
        delete(resourceOf(object), object.namespace(), object.name(), DeleteOptions.background());
      }
    }
  }

  /** Deletes one object all of whose owners are gone; false when there is none. */
  public synchronized boolean sweepGarbage() {
    for (ResourceObject object : List.copyOf(objects.values())) {
      boolean orphaned =
          !object.owners().isEmpty()
              && !object.deleting()
              && object.owners().stream().noneMatch(owner -> exists(owner.uid()));
      if (orphaned) {
        delete(resourceOf(object), object.namespace(), object.name(), DeleteOptions.background());
        return true;
      }
    }
    return false;
  }

  private boolean exists(String uid) {
    return objects.values().stream().anyMatch(object -> object.uid().equals(uid));
  }

  private static GroupVersionResource resourceOf(ResourceObject object) {
    GroupResource resource = object.key().resource();
    return new GroupVersionResource(resource.group(), "v1", resource.resource());
  }

  private ResourceObject commit(Change.Type type, GroupVersionResource resource, ObjectNode tree) {
    Json.ensureObject(tree, "metadata").put("resourceVersion", Long.toString(++revision));
    ResourceObject object = SelectableFields.object(resource, tree);
    ResourceObject previous = objects.put(object.key(), object);
    feed.committed(new Change(type, object, previous));
    return object;
  }

  private ResourceObject remove(GroupVersionResource resource, ObjectNode tree) {
    Json.ensureObject(tree, "metadata").put("resourceVersion", Long.toString(++revision));
    ResourceObject last = SelectableFields.object(resource, tree);
    ResourceObject previous = objects.remove(last.key());
    feed.committed(new Change(Change.Type.DELETED, last, previous));
    return last;
  }

  private void before(String verb, GroupVersionResource resource, String namespace, String name) {
    interceptors.forEach(each -> each.before(verb, resource, namespace, name));
    requests.add(verb + " " + resource.resource() + "/" + name);
  }

  private ResourceObject found(ObjectKey key) {
    ResourceObject object = objects.get(key);
    if (object == null) {
      throw new StatusException(ApiStatus.notFound(key.resource(), key.name()));
    }
    return object;
  }

  private String suffix() {
    StringBuilder suffix = new StringBuilder();
    for (int i = 0; i < 5; i++) {
      suffix.append(ID_LETTERS.charAt(random.nextInt(ID_LETTERS.length())));
    }
    return suffix.toString();
  }

  private static ObjectNode scaleOf(ResourceObject object) {
    ObjectNode scale = Json.object();
    scale.putObject("metadata").put("name", object.name());
    scale.putObject("spec").put("replicas", Json.integer(object.tree(), 0, "spec", "replicas"));
    return scale;
  }

  /** Numbers compare by value: an int and a long of the same value are the same JSON. */
  private static boolean equal(JsonNode one, JsonNode other) {
    if (one == null || other == null) {
      return one == other;
    }
    return Json.parse(Json.bytes(one)).equals(Json.parse(Json.bytes(other)));
  }

  private static boolean hasStatusSubresource(GroupResource resource) {
    return !List.of("events", "controllerrevisions", "leases", "configmaps", "secrets")
        .contains(resource.resource());
  }

  private static void keep(JsonNode from, ObjectNode to, String field, boolean keep) {
    if (!keep) {
      return;
    }
    JsonNode value = Json.at(from, field);
    if (value == null) {
      to.remove(field);
    } else {
      to.set(field, value.deepCopy());
    }
  }

  private static String below(String subresource) {
    return subresource.isEmpty() ? "" : "/" + subresource;
  }

  private static ObjectKey key(GroupVersionResource resource, String namespace, String name) {
    return new ObjectKey(resource.groupResource(), namespace, name);
  }

  /** Objects of a resource by name, for assertions. */
  public Map<String, ObjectNode> trees(GroupVersionResource resource) {
    Map<String, ObjectNode> trees = new TreeMap<>();
    for (ResourceObject object : new ArrayList<>(all(resource))) {
      trees.put(object.name(), object.tree());
    }
    return trees;
  }
}
