package io.gantry.cluster.endpointslice;

import io.gantry.apimodel.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Spreads endpoints over slices of at most a hundred. Endpoints stay in the slice they are in;
 * slices with room are filled before new ones are made; there is always one, even without any
 * endpoint. Pure.
 */
final class SlicePlanner {
  static final int MOST = 100;

  /**
   * Endpoints that have the same ports.
   *
   * @param endpoints by what identifies them, such as a pod's uid or an address
   */
  record Group(String addressType, ArrayNode ports, Map<String, ObjectNode> endpoints) {}

  /**
   * @param name of a slice there is; empty for one to be made
   */
  record Slice(String name, String addressType, JsonNode ports, List<ObjectNode> endpoints) {}

  record Plan(List<Slice> write, List<String> delete) {}

  private SlicePlanner() {}

  /**
   * @param present slices of the Service by name; {@code endpoints} and {@code ports} may be null
   */
  static Plan plan(List<Group> wanted, Map<String, ObjectNode> present, String emptyType) {
    List<Slice> write = new ArrayList<>();
    Map<String, ObjectNode> unused = new LinkedHashMap<>(present);
    boolean any = false;
    for (Group group : wanted) {
      if (!group.endpoints.isEmpty()) {
        any = true;
        place(group, unused, write);
      }
    }
    if (!any) {
      placeholder(unused, write, emptyType);
    }
    return new Plan(write, List.copyOf(unused.keySet()));
  }

  private static void place(Group group, Map<String, ObjectNode> unused, List<Slice> write) {
    Map<String, ObjectNode> left = new LinkedHashMap<>(group.endpoints);
    Map<String, List<ObjectNode>> kept = new LinkedHashMap<>();
    for (Map.Entry<String, ObjectNode> slice : unused.entrySet()) {
      if (fits(slice.getValue(), group)) {
        List<ObjectNode> mine = new ArrayList<>();
        for (JsonNode endpoint : Json.items(slice.getValue(), "endpoints")) {
          ObjectNode now = left.remove(identity(endpoint));
          if (now != null) {
            mine.add(now);
          }
        }
        kept.put(slice.getKey(), mine);
      }
    }
    List<ObjectNode> rest = new ArrayList<>(left.values());
    kept.forEach(
        (name, mine) -> {
          while (mine.size() < MOST && !rest.isEmpty()) {
            mine.add(rest.removeFirst());
          }
          if (!mine.isEmpty()) {
            ObjectNode slice = unused.remove(name);
            if (!same(slice, mine)) {
              write.add(new Slice(name, group.addressType, group.ports, mine));
            }
          }
        });
    while (!rest.isEmpty()) {
      List<ObjectNode> mine = new ArrayList<>();
      while (mine.size() < MOST && !rest.isEmpty()) {
        mine.add(rest.removeFirst());
      }
      write.add(reuse(group, mine, unused));
    }
  }

  /** A slice that is empty now may become another's, rather than go while a new one comes. */
  private static Slice reuse(Group group, List<ObjectNode> mine, Map<String, ObjectNode> unused) {
    for (Map.Entry<String, ObjectNode> slice : unused.entrySet()) {
      boolean empty = Json.items(slice.getValue(), "endpoints").isEmpty();
      if (empty && Json.text(slice.getValue(), "addressType").equals(group.addressType)) {
        String name = slice.getKey();
        unused.remove(name);
        return new Slice(name, group.addressType, group.ports, mine);
      }
    }
    return new Slice("", group.addressType, group.ports, mine);
  }

  private static void placeholder(
      Map<String, ObjectNode> unused, List<Slice> write, String addressType) {
    for (Map.Entry<String, ObjectNode> slice : unused.entrySet()) {
      if (Json.text(slice.getValue(), "addressType").equals(addressType)) {
        String name = slice.getKey();
        ObjectNode known = unused.remove(name);
        if (!Json.items(known, "endpoints").isEmpty() || !Json.items(known, "ports").isEmpty()) {
          write.add(new Slice(name, addressType, null, List.of()));
        }
        return;
      }
    }
    write.add(new Slice("", addressType, null, List.of()));
  }

  private static boolean fits(ObjectNode slice, Group group) {
    JsonNode ports = Json.at(slice, "ports");
    return Json.text(slice, "addressType").equals(group.addressType)
        && normal(ports == null ? Json.array() : ports).equals(normal(group.ports));
  }

  private static boolean same(ObjectNode slice, List<ObjectNode> endpoints) {
    JsonNode present = Json.at(slice, "endpoints");
    return normal(present == null ? Json.array() : present)
        .equals(normal(Json.array().addAll(endpoints)));
  }

  /** A pod's uid, or the address where there is no pod. */
  static String identity(JsonNode endpoint) {
    String uid = Json.text(endpoint, "targetRef", "uid");
    List<String> addresses = Json.texts(endpoint, "addresses");
    return uid.isEmpty() ? (addresses.isEmpty() ? "" : addresses.getFirst()) : uid;
  }

  private static JsonNode normal(JsonNode node) {
    return Json.parse(Json.bytes(node));
  }
}
