package io.gantry.nodeagent.network;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.changefeed.FeedListener;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A host route to each other node's pod range, over that node's address. */
public final class PeerRoutes implements FeedListener {
  private static final Logger LOG = LoggerFactory.getLogger(PeerRoutes.class);

  private final HostCommands commands;
  private final String ownName;
  private final boolean routed;
  private final Consumer<ResourceObject> own;
  private final Runnable ownGone;
  private final Map<String, String> routes = new HashMap<>();

  /**
   * @param routed false where the agent keeps its hands off the host's network
   * @param own told of the agent's own node
   */
  public PeerRoutes(
      HostCommands commands,
      String ownName,
      boolean routed,
      Consumer<ResourceObject> own,
      Runnable ownGone) {
    this.commands = commands;
    this.ownName = ownName;
    this.routed = routed;
    this.own = own;
    this.ownGone = ownGone;
  }

  @Override
  public void snapshot(long revision, List<ResourceObject> objects) {
    objects.forEach(this::present);
  }

  @Override
  public void change(Change change) {
    if (change.type() == Change.Type.DELETED) {
      absent(change.object());
    } else {
      present(change.object());
    }
  }

  private void present(ResourceObject node) {
    if (node.name().equals(ownName)) {
      own.accept(node);
      return;
    }
    if (!routed) {
      return;
    }
    ObjectNode tree = node.tree();
    String cidr = Json.text(tree, "spec", "podCIDR");
    String address = address(tree);
    String route = cidr + " via " + address;
    if (cidr.isEmpty() || address.isEmpty() || route.equals(routes.get(node.name()))) {
      return;
    }
    try {
      commands.run("", List.of("ip", "route", "replace", cidr, "via", address));
      routes.put(node.name(), route);
    } catch (HostCommands.CommandFailedException e) {
      LOG.warn("No route to node {}: {}", node.name(), e.getMessage());
    }
  }

  private void absent(ResourceObject node) {
    if (node.name().equals(ownName)) {
      ownGone.run();
      return;
    }
    String route = routes.remove(node.name());
    if (route != null) {
      try {
        commands.run("", List.of("ip", "route", "del", route.substring(0, route.indexOf(' '))));
      } catch (HostCommands.CommandFailedException e) {
        LOG.debug("The route of node {} was gone already", node.name(), e);
      }
    }
  }

  private static String address(ObjectNode node) {
    for (JsonNode address : Json.items(node, "status", "addresses")) {
      if (Json.text(address, "type").equals("InternalIP")) {
        return Json.text(address, "address");
      }
    }
    return "";
  }
}
