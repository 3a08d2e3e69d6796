package io.gantry.resource.kinds.networking;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.columns.Ages;
import io.gantry.resource.kinds.columns.Texts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Columns of networking.k8s.io and discovery.k8s.io. */
public final class NetworkingColumns {
  private NetworkingColumns() {}

  public static List<Object> ingress(ObjectNode object, Instant now) {
    List<JsonNode> rules = Json.items(object, "spec", "rules");
    return List.of(
        Texts.name(object),
        Texts.textOr("<none>", object, "spec", "ingressClassName"),
        hosts(rules),
        String.join(",", Texts.loadBalancer(object)),
        Json.items(object, "spec", "tls").isEmpty() ? "80" : "80, 443",
        Ages.age(object, now));
  }

  /** Counts rules, not hosts, in "more", as Kubernetes does. */
  private static String hosts(List<JsonNode> rules) {
    List<String> list = new ArrayList<>();
    boolean more = false;
    for (JsonNode rule : rules) {
      more |= list.size() == 3;
      String host = Json.text(rule, "host");
      if (!more && !host.isEmpty()) {
        list.add(host);
      }
    }
    if (list.isEmpty()) {
      return "*";
    }
    String joined = String.join(",", list);
    return more ? joined + " + " + (rules.size() - 3) + " more..." : joined;
  }

  public static List<Object> ingressClass(ObjectNode object, Instant now) {
    JsonNode parameters = Json.at(object, "spec", "parameters");
    String text = "<none>";
    if (parameters != null) {
      String group = Json.text(parameters, "apiGroup");
      text =
          Json.text(parameters, "kind")
              + (group.isEmpty() ? "" : "." + group)
              + "/"
              + Json.text(parameters, "name");
    }
    return List.of(
        Texts.name(object), Json.text(object, "spec", "controller"), text, Ages.age(object, now));
  }

  public static List<Object> networkPolicy(ObjectNode object, Instant now) {
    return List.of(
        Texts.name(object), Texts.selector(object, "spec", "podSelector"), Ages.age(object, now));
  }

  public static List<Object> endpointSlice(ObjectNode object, Instant now) {
    List<String> ports = new ArrayList<>();
    for (JsonNode port : Json.items(object, "ports")) {
      JsonNode number = Json.at(port, "port");
      JsonNode name = Json.at(port, "name");
      ports.add(number != null ? number.asString() : name != null ? name.asString() : "*");
    }
    List<String> addresses = new ArrayList<>();
    for (JsonNode endpoint : Json.items(object, "endpoints")) {
      addresses.addAll(Json.texts(endpoint, "addresses"));
    }
    return List.of(
        Texts.name(object),
        Json.text(object, "addressType"),
        unsetIfEmpty(Texts.someOf(ports, 3, ",", "")),
        unsetIfEmpty(Texts.someOf(addresses, 3, ",", "")),
        Ages.age(object, now));
  }

  private static String unsetIfEmpty(String text) {
    return text.isEmpty() ? "<unset>" : text;
  }
}
