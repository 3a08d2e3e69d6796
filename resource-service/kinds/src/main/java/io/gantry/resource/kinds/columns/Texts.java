package io.gantry.resource.kinds.columns;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.Quantity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Pieces of cells that many kinds share. */
public final class Texts {
  private Texts() {}

  public static String name(JsonNode object) {
    return Json.text(object, "metadata", "name");
  }

  /** The text at the path, or a stand-in where it is empty. */
  public static String textOr(String absent, JsonNode object, String... path) {
    String text = Json.text(object, path);
    return text.isEmpty() ? absent : text;
  }

  public static Long number(JsonNode object, String... path) {
    return Json.number(object, 0, path);
  }

  /** How many items or keys there are at the path. */
  public static Long size(JsonNode object, String... path) {
    JsonNode at = Json.at(object, path);
    return at == null ? 0L : (long) at.size();
  }

  /** {@code a=b,c=d} or {@code <none>}. */
  public static String labels(JsonNode object, String... path) {
    Map<String, String> labels = Json.map(object, path);
    return labels.isEmpty()
        ? "<none>"
        : labels.entrySet().stream()
            .map(e -> e.getKey() + "=" + e.getValue())
            .collect(Collectors.joining(","));
  }

  /** A label selector in query form or {@code <none>}; {@code <error>} for a nonsensical one. */
  public static String selector(JsonNode object, String... path) {
    try {
      JsonNode selector = Json.at(object, path);
      String text = selector == null ? "" : LabelSelector.of(selector).toString();
      return text.isEmpty() ? "<none>" : text;
    } catch (IllegalArgumentException e) {
      return "<error>";
    }
  }

  /** Names of the containers of a pod spec. */
  public static String containers(JsonNode podSpec) {
    return joined(Json.items(podSpec, "containers"), "name", ",");
  }

  /** Images of the containers of a pod spec. */
  public static String images(JsonNode podSpec) {
    return joined(Json.items(podSpec, "containers"), "image", ",");
  }

  /** One field of all items. */
  public static String joined(List<JsonNode> items, String field, String separator) {
    return items.stream().map(i -> Json.text(i, field)).collect(Collectors.joining(separator));
  }

  /** A quantity in canonical form; {@code 0} where there is none. */
  public static String quantity(JsonNode node) {
    return node == null ? "0" : Quantity.parse(node.asString()).toString();
  }

  /** The first few texts and how many there are beyond: {@code a,b,c + 2 more...}. */
  public static String someOf(List<String> all, int max, String separator, String none) {
    if (all.isEmpty()) {
      return none;
    }
    String shown = String.join(separator, all.subList(0, Math.min(max, all.size())));
    return all.size() > max ? shown + " + " + (all.size() - max) + " more..." : shown;
  }

  /** {@code RWO,ROX}: always in this order. */
  public static String accessModes(List<String> modes) {
    List<String> shorts = new ArrayList<>();
    if (modes.contains("ReadWriteOnce")) {
      shorts.add("RWO");
    }
    if (modes.contains("ReadOnlyMany")) {
      shorts.add("ROX");
    }
    if (modes.contains("ReadWriteMany")) {
      shorts.add("RWX");
    }
    if (modes.contains("ReadWriteOncePod")) {
      shorts.add("RWOP");
    }
    return String.join(",", shorts);
  }

  /** Whether a condition of a type has a status. */
  public static boolean condition(JsonNode object, String type, String status) {
    return Json.items(object, "status", "conditions").stream()
        .anyMatch(c -> Json.text(c, "type").equals(type) && Json.text(c, "status").equals(status));
  }

  /** Addresses (IP or host name, sorted, each once) of a load balancer's status. */
  public static List<String> loadBalancer(JsonNode object) {
    Set<String> all = new TreeSet<>();
    for (JsonNode ingress : Json.items(object, "status", "loadBalancer", "ingress")) {
      String ip = Json.text(ingress, "ip");
      String address = ip.isEmpty() ? Json.text(ingress, "hostname") : ip;
      if (!address.isEmpty()) {
        all.add(address);
      }
    }
    return List.copyOf(all);
  }

  /** Role, age and who: both kinds of bindings of roles. */
  public static List<Object> roleBinding(ObjectNode object, Instant now) {
    List<String> users = new ArrayList<>();
    List<String> groups = new ArrayList<>();
    List<String> accounts = new ArrayList<>();
    for (JsonNode subject : Json.items(object, "subjects")) {
      String subjectName = Json.text(subject, "name");
      switch (Json.text(subject, "kind")) {
        case "User" -> users.add(subjectName);
        case "Group" -> groups.add(subjectName);
        case "ServiceAccount" -> accounts.add(Json.text(subject, "namespace") + "/" + subjectName);
        default -> {}
      }
    }
    return List.of(
        name(object),
        Json.text(object, "roleRef", "kind") + "/" + Json.text(object, "roleRef", "name"),
        Ages.age(object, now),
        String.join(", ", users),
        String.join(", ", groups),
        String.join(", ", accounts));
  }
}
