package io.gantry.gateway.front;

import io.gantry.apiaccess.RequestInfo;
import java.util.Set;

/** Which requests a node (or what runs on it) answers, rather than resource-service. */
public final class NodePaths {
  private static final Set<String> POD = Set.of("log", "exec", "attach", "portforward", "proxy");

  private NodePaths() {}

  public static boolean matches(RequestInfo info) {
    if (!info.resourceRequest() || !info.group().isEmpty() || info.name().isEmpty()) {
      return false;
    }
    return switch (info.resource()) {
      case "pods" -> POD.contains(info.subresource());
      case "nodes", "services" -> info.subresource().equals("proxy");
      default -> false;
    };
  }

  /** Whether requests of a subresource last as long as their client likes. */
  static boolean isStream(String subresource) {
    return POD.contains(subresource);
  }
}
