package io.gantry.nodeagent.containers;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.changefeed.FeedListener;
import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.pod.PodView;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The variables that tell containers of the services of their namespace, and always of {@code
 * kubernetes}: the scheme of Docker's old links.
 */
public final class ServiceVariables
    implements FeedListener, BiFunction<PodView, ContainerView, Map<String, String>> {
  private final Map<String, ObjectNode> services = new ConcurrentHashMap<>();

  @Override
  public void snapshot(long revision, List<ResourceObject> objects) {
    services.clear();
    objects.forEach(object -> services.put(object.key().namespacedName(), object.tree()));
  }

  @Override
  public void change(Change change) {
    String key = change.object().key().namespacedName();
    if (change.type() == Change.Type.DELETED) {
      services.remove(key);
    } else {
      services.put(key, change.object().tree());
    }
  }

  @Override
  public Map<String, String> apply(PodView pod, ContainerView container) {
    boolean links = Json.bool(pod.spec(), true, "enableServiceLinks");
    Map<String, String> variables = new TreeMap<>();
    services.values().stream()
        .filter(
            service ->
                isMaster(service)
                    || (links
                        && Json.text(service, "metadata", "namespace")
                            .equals(pod.ref().namespace())))
        // A service of the pod's own namespace wins over the default one of the same name.
        .sorted(Comparator.comparing(service -> isMaster(service) ? 0 : 1))
        .forEach(service -> add(variables, service));
    return variables;
  }

  private static boolean isMaster(ObjectNode service) {
    return Json.text(service, "metadata", "namespace").equals("default")
        && Json.text(service, "metadata", "name").equals("kubernetes");
  }

  private static void add(Map<String, String> variables, ObjectNode service) {
    String ip = Json.text(service, "spec", "clusterIP");
    List<JsonNode> ports = Json.items(service, "spec", "ports");
    if (ip.isEmpty() || ip.equals("None") || ports.isEmpty()) {
      return;
    }
    String name = variable(Json.text(service, "metadata", "name"));
    variables.put(name + "_SERVICE_HOST", ip);
    variables.put(name + "_SERVICE_PORT", port(ports.getFirst()));
    for (JsonNode port : ports) {
      String portName = Json.text(port, "name");
      if (!portName.isEmpty()) {
        variables.put(name + "_SERVICE_PORT_" + variable(portName), port(port));
      }
    }
    for (JsonNode port : ports) {
      String given = Json.text(port, "protocol");
      String protocol = given.isEmpty() ? "TCP" : given;
      String lower = protocol.toLowerCase(Locale.ROOT);
      String url = lower + "://" + ip + ":" + port(port);
      variables.putIfAbsent(name + "_PORT", url);
      String prefix = name + "_PORT_" + port(port) + "_" + protocol;
      variables.put(prefix, url);
      variables.put(prefix + "_PROTO", lower);
      variables.put(prefix + "_PORT", port(port));
      variables.put(prefix + "_ADDR", ip);
    }
  }

  private static String port(JsonNode port) {
    return Integer.toString(Json.integer(port, 0, "port"));
  }

  private static String variable(String name) {
    return name.toUpperCase(Locale.ROOT).replace('-', '_');
  }
}
