package io.gantry.resource.store.cache;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.store.Selection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Finds the channels a change belongs to, without asking any watcher: a node's agent hears of its
 * own pods only, however many nodes there are. All methods run under the cache's lock.
 */
final class ChannelIndex {
  static final String NODE_NAME = "spec.nodeName";

  enum By {
    ALL,
    NAMESPACE,
    NAME,
    NODE
  }

  /** Which events a channel carries. */
  record Place(GroupResource resource, By by, String value) {
    boolean holds(Change change) {
      ResourceObject object = change.object();
      return object.key().resource().equals(resource)
          && switch (by) {
            case ALL -> true;
            case NAMESPACE -> value.equals(object.namespace());
            case NAME -> value.equals(object.name());
            case NODE ->
                value.equals(node(object))
                    || (change.previous() != null && value.equals(node(change.previous())));
          };
    }
  }

  private final Map<GroupResource, Map<Place, Channel>> channels = new HashMap<>();

  /** The narrowest channel that carries all a watcher wants. */
  static Place place(
      GroupResource resource, String namespace, String name, Predicate<ResourceObject> filter) {
    if (!name.isEmpty()) {
      return new Place(resource, By.NAME, name);
    }
    if (filter instanceof Selection selection) {
      var node = selection.pinned(NODE_NAME);
      if (node.isPresent() && !node.get().isEmpty()) {
        return new Place(resource, By.NODE, node.get());
      }
    }
    return namespace.isEmpty()
        ? new Place(resource, By.ALL, "")
        : new Place(resource, By.NAMESPACE, namespace);
  }

  Channel open(Place place) {
    return channels
        .computeIfAbsent(place.resource(), r -> new HashMap<>())
        .computeIfAbsent(place, p -> new Channel());
  }

  void forEachOf(Change change, Consumer<Channel> action) {
    ResourceObject object = change.object();
    GroupResource resource = object.key().resource();
    Map<Place, Channel> ofResource = channels.get(resource);
    if (ofResource == null) {
      return;
    }
    give(ofResource, new Place(resource, By.ALL, ""), action);
    if (!object.namespace().isEmpty()) {
      give(ofResource, new Place(resource, By.NAMESPACE, object.namespace()), action);
    }
    give(ofResource, new Place(resource, By.NAME, object.name()), action);
    String node = node(object);
    if (node != null) {
      give(ofResource, new Place(resource, By.NODE, node), action);
    }
    String before = change.previous() == null ? null : node(change.previous());
    if (before != null && !Objects.equals(before, node)) {
      give(ofResource, new Place(resource, By.NODE, before), action);
    }
  }

  private static void give(Map<Place, Channel> of, Place place, Consumer<Channel> action) {
    Channel channel = of.get(place);
    if (channel != null) {
      action.accept(channel);
    }
  }

  private static String node(ResourceObject object) {
    return object.fields().get(NODE_NAME);
  }

  List<Channel> all() {
    List<Channel> all = new ArrayList<>();
    channels.values().forEach(ofResource -> all.addAll(ofResource.values()));
    return all;
  }

  void dropUnused() {
    channels.values().forEach(ofResource -> ofResource.values().removeIf(Channel::isUnused));
    channels.values().removeIf(Map::isEmpty);
  }
}
