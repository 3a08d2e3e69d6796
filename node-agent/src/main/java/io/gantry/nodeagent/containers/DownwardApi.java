package io.gantry.nodeagent.containers;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.Quantity;
import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.pod.NodeView;
import io.gantry.nodeagent.pod.PodAddress;
import io.gantry.nodeagent.pod.PodView;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** A pod's own fields and resources, as variables and files show them. */
public final class DownwardApi {
  private final PodView pod;
  private final NodeView node;
  private final PodAddress address;

  public DownwardApi(PodView pod, NodeView node, PodAddress address) {
    this.pod = pod;
    this.node = node;
    this.address = address;
  }

  /** The value of a {@code fieldRef}. */
  public String field(String path) {
    String subscript = subscript(path);
    if (!subscript.isEmpty()) {
      String of = path.substring(0, path.indexOf('['));
      return Json.map(pod.tree(), of.split("\\.")).getOrDefault(subscript, "");
    }
    return switch (path) {
      case "metadata.name" -> pod.ref().name();
      case "metadata.namespace" -> pod.ref().namespace();
      case "metadata.uid" -> pod.ref().uid();
      case "metadata.labels" -> lines(Json.map(pod.tree(), "metadata", "labels"));
      case "metadata.annotations" -> lines(Json.map(pod.tree(), "metadata", "annotations"));
      case "spec.nodeName" -> node.name();
      case "spec.serviceAccountName" -> Json.text(pod.spec(), "serviceAccountName");
      case "status.hostIP", "status.hostIPs" -> node.ip();
      case "status.podIP", "status.podIPs" -> pod.hostNetwork() ? node.ip() : address.ip();
      default -> throw new ConfigException("unsupported fieldPath: " + path);
    };
  }

  private static String subscript(String path) {
    int open = path.indexOf("['");
    return open > 0 && path.endsWith("']") ? path.substring(open + 2, path.length() - 2) : "";
  }

  /** {@code key="value"} per line, sorted, without a newline at the end. */
  private static String lines(Map<String, String> map) {
    return map.entrySet().stream()
        .map(entry -> entry.getKey() + "=" + quoted(entry.getValue()))
        .collect(Collectors.joining("\n"));
  }

  private static String quoted(String value) {
    StringBuilder quoted = new StringBuilder("\"");
    for (char c : value.toCharArray()) {
      switch (c) {
        case '"' -> quoted.append("\\\"");
        case '\\' -> quoted.append("\\\\");
        case '\n' -> quoted.append("\\n");
        case '\r' -> quoted.append("\\r");
        case '\t' -> quoted.append("\\t");
        default -> quoted.append(c);
      }
    }
    return quoted.append('"').toString();
  }

  /**
   * The value of a {@code resourceFieldRef}, divided and rounded up.
   *
   * @param self the container the reference stands in; null in a volume, where it names one
   */
  public String resource(JsonNode ref, ContainerView self) {
    String name = Json.text(ref, "containerName");
    ContainerView container =
        name.isEmpty()
            ? self
            : pod.container(name)
                .orElseThrow(() -> new ConfigException("container " + name + " not found"));
    String resource = Json.text(ref, "resource");
    int dot = resource.indexOf('.');
    String list = resource.substring(0, dot);
    String what = resource.substring(dot + 1);
    Quantity amount = amount(container, list, what);
    String divisor = Json.text(ref, "divisor");
    Quantity by = divisor.isEmpty() ? Quantity.of(1) : Quantity.parse(divisor);
    if (by.isZero()) {
      by = Quantity.of(1);
    }
    BigDecimal[] exact =
        what.equals("cpu")
            ? new BigDecimal[] {
              BigDecimal.valueOf(amount.millis()), BigDecimal.valueOf(by.millis())
            }
            : new BigDecimal[] {BigDecimal.valueOf(amount.units()), BigDecimal.valueOf(by.units())};
    return exact[0].divide(exact[1], 0, RoundingMode.CEILING).toPlainString();
  }

  /** A missing limit is what the node has; a missing request is nothing. */
  private Quantity amount(ContainerView container, String list, String what) {
    String text = Json.text(container.spec(), "resources", list, what);
    if (!text.isEmpty()) {
      return Quantity.parse(text);
    }
    return list.equals("limits")
        ? node.allocatable().getOrDefault(what, Quantity.of(0))
        : Quantity.of(0);
  }
}
