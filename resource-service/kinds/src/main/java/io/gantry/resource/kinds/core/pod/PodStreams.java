package io.gantry.resource.kinds.core.pod;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.core.ProxyTarget;
import io.gantry.resource.kinds.core.node.NodeConnections;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ObjectVerbs;
import io.gantry.resource.machinery.ResourceDefinition;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/** Logs, exec, attach and port-forward: which container of which node. */
final class PodStreams {
  private static final List<String> LOG_OPTIONS =
      List.of(
          "follow",
          "limitBytes",
          "previous",
          "sinceSeconds",
          "sinceTime",
          "stream",
          "tailLines",
          "timestamps");

  private final NodeConnections nodes;

  PodStreams(NodeConnections nodes) {
    this.nodes = nodes;
  }

  ApiAnswer log(ApiCall call, ResourceDefinition definition, ObjectVerbs verbs) {
    ObjectNode pod = pod(call, definition, verbs);
    LogOptionRules.check(call);
    String container = container(call, pod);
    Map<String, List<String>> query = new LinkedHashMap<>();
    for (String option : LOG_OPTIONS) {
      String value = call.query(option);
      if (!value.isEmpty() && !value.equals("false")) {
        query.put(option, List.of(value));
      }
    }
    String node = Json.text(pod, "spec", "nodeName");
    if (node.isEmpty()) {
      return new ApiAnswer.Document(204, "text/plain", new byte[0], Map.of(), List.of());
    }
    return nodes.connect(
        node, ProxyTarget.withQuery(path("containerLogs", call, container), query));
  }

  /** What the agent is asked: its own words for the streams. */
  ApiAnswer run(ApiCall call, ResourceDefinition definition, ObjectVerbs verbs) {
    ObjectNode pod = pod(call, definition, verbs);
    String container = container(call, pod);
    String node = assigned(call, pod);
    Map<String, List<String>> query = new LinkedHashMap<>();
    List<String> command = call.query().get("command");
    if (command != null) {
      query.put("command", command);
    }
    flag(call, query, "stdin", "input");
    flag(call, query, "stdout", "output");
    flag(call, query, "stderr", "error");
    flag(call, query, "tty", "tty");
    String what = call.request().subresource();
    return nodes.connect(node, ProxyTarget.withQuery(path(what, call, container), query));
  }

  ApiAnswer portForward(ApiCall call, ResourceDefinition definition, ObjectVerbs verbs) {
    ObjectNode pod = pod(call, definition, verbs);
    String node = assigned(call, pod);
    Map<String, List<String>> query = new LinkedHashMap<>();
    List<String> ports = call.query().get("ports");
    if (ports != null) {
      query.put("port", ports);
    }
    String path = "/portForward/" + call.request().namespace() + "/" + call.request().name();
    return nodes.connect(node, ProxyTarget.withQuery(path, query));
  }

  private static ObjectNode pod(ApiCall call, ResourceDefinition definition, ObjectVerbs verbs) {
    return verbs.get(definition, call.request().namespace(), call.request().name()).tree();
  }

  private static String path(String what, ApiCall call, String container) {
    return "/"
        + what
        + "/"
        + call.request().namespace()
        + "/"
        + call.request().name()
        + "/"
        + container;
  }

  private static void flag(
      ApiCall call, Map<String, List<String>> query, String ours, String theirs) {
    String value = call.query(ours);
    if (value.equals("true") || value.equals("1")) {
      query.put(theirs, List.of("1"));
    }
  }

  private static String assigned(ApiCall call, ObjectNode pod) {
    String node = Json.text(pod, "spec", "nodeName");
    if (node.isEmpty()) {
      throw ApiStatus.badRequest("pod " + call.request().name() + " does not have a host assigned")
          .asException();
    }
    return node;
  }

  /** The container that was asked for, or the only one. */
  static String container(ApiCall call, ObjectNode pod) {
    String name = call.request().name();
    String asked = call.query("container");
    List<String> regular = names(pod, "containers");
    List<String> inits = names(pod, "initContainers");
    if (asked.isEmpty()) {
      if (regular.size() == 1) {
        return regular.getFirst();
      }
      String fault = "a container name must be specified for pod " + name;
      if (!regular.isEmpty()) {
        fault += ", choose one of: [" + String.join(" ", regular) + "]";
        if (!inits.isEmpty()) {
          fault += " or one of the init containers: [" + String.join(" ", inits) + "]";
        }
      }
      throw ApiStatus.badRequest(fault).asException();
    }
    boolean known =
        regular.contains(asked)
            || inits.contains(asked)
            || names(pod, "ephemeralContainers").contains(asked);
    if (!known) {
      throw ApiStatus.badRequest("container " + asked + " is not valid for pod " + name)
          .asException();
    }
    return asked;
  }

  private static List<String> names(ObjectNode pod, String sort) {
    return Json.items(pod, "spec", sort).stream().map(c -> Json.text(c, "name")).toList();
  }
}
