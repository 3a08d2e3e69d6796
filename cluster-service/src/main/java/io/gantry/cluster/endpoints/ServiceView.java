package io.gantry.cluster.endpoints;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.ResourceObject;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A Service as far as its addresses depend on it.
 *
 * @param selector null for none: then somebody else writes its addresses
 * @param headless whether it has no cluster IP on purpose
 * @param families {@code IPv4}, {@code IPv6}
 */
public record ServiceView(
    ResourceObject object,
    LabelSelector selector,
    boolean external,
    boolean headless,
    boolean publishNotReady,
    List<String> families,
    List<Port> ports) {

  /**
   * @param targetName empty when the target is a number
   */
  public record Port(
      String name, String protocol, String appProtocol, int targetNumber, String targetName) {}

  public static ServiceView of(ResourceObject object) {
    ObjectNode tree = object.tree();
    List<Port> ports = new ArrayList<>();
    for (JsonNode port : Json.items(tree, "spec", "ports")) {
      JsonNode target = Json.at(port, "targetPort");
      boolean named = target != null && target.isString();
      int number = target != null && target.isNumber() ? target.intValue() : 0;
      String protocol = Json.text(port, "protocol");
      ports.add(
          new Port(
              Json.text(port, "name"),
              protocol.isEmpty() ? "TCP" : protocol,
              Json.text(port, "appProtocol"),
              number == 0 ? Json.integer(port, 0, "port") : number,
              named ? target.stringValue() : ""));
    }
    List<String> families = Json.texts(tree, "spec", "ipFamilies");
    JsonNode selector = Json.at(tree, "spec", "selector");
    return new ServiceView(
        object,
        selector == null || selector.isEmpty() ? null : LabelSelector.exact(selector),
        Json.text(tree, "spec", "type").equals("ExternalName"),
        Json.text(tree, "spec", "clusterIP").equals("None"),
        Json.bool(tree, false, "spec", "publishNotReadyAddresses"),
        families.isEmpty() ? List.of("IPv4") : families,
        ports);
  }

  public String name() {
    return object.name();
  }

  /** Whether its addresses come from pods. */
  public boolean selects() {
    return selector != null && !external;
  }

  public boolean matches(BackendPod pod) {
    return selects()
        && pod.object().namespace().equals(object.namespace())
        && selector.matches(pod.object().labels());
  }
}
