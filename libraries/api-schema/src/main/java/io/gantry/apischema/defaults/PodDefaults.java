package io.gantry.apischema.defaults;

import io.gantry.apimodel.Json;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A pod's spec wherever it stands: in a pod, and in the templates of workloads. */
final class PodDefaults {
  private static final List<String> CONTAINERS =
      List.of("initContainers", "containers", "ephemeralContainers");
  private static final List<String> LASTING = List.of("initContainers", "containers");
  private static final List<String> PROBES =
      List.of("livenessProbe", "readinessProbe", "startupProbe");

  /** Registry, path, tag and digest; nothing in it can be matched in two ways. */
  private static final Pattern IMAGE =
      Pattern.compile(
          "(?:[A-Za-z0-9][-.A-Za-z0-9]*(?::[0-9]+)?/)?"
              + "[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\\.|__?|-+)[a-z0-9]+)*)*"
              + "(?::[A-Za-z0-9_][-.A-Za-z0-9_]{0,127})?"
              + "(?:@[A-Za-z][-+._A-Za-z0-9]*:[0-9A-Fa-f]{32,})?");

  private PodDefaults() {}

  /** What only a pod itself gets, and then what every pod spec gets. */
  static void pod(ObjectNode pod) {
    ObjectNode spec = Json.ensureObject(pod, "spec");
    spec(spec);
    Fill.bool(spec, "enableServiceLinks", true);
    boolean hostNetwork = Json.bool(spec, false, "hostNetwork");
    for (String list : LASTING) {
      Fill.each(
          spec,
          list,
          container -> {
            requestsFromLimits(Json.ensureObject(container, "resources"));
            if (hostNetwork) {
              Fill.each(container, "ports", PodDefaults::hostPort);
            }
          });
    }
  }

  private static void hostPort(ObjectNode port) {
    Fill.number(port, "hostPort", Json.integer(port, 0, "containerPort"));
  }

  private static void requestsFromLimits(ObjectNode resources) {
    if (!(resources.get("limits") instanceof ObjectNode limits)) {
      return;
    }
    ObjectNode requests = Json.ensureObject(resources, "requests");
    for (Map.Entry<String, JsonNode> limit : limits.properties()) {
      if (!requests.has(limit.getKey())) {
        requests.set(limit.getKey(), limit.getValue());
      }
    }
  }

  /** The spec of the template in {@code holder.template}. */
  static void template(ObjectNode holder) {
    Fill.in(holder, "template", template -> spec(Json.ensureObject(template, "spec")));
  }

  static void spec(ObjectNode spec) {
    Fill.text(spec, "dnsPolicy", "ClusterFirst");
    Fill.text(spec, "restartPolicy", "Always");
    Fill.object(spec, "securityContext");
    Fill.number(spec, "terminationGracePeriodSeconds", 30);
    Fill.text(spec, "schedulerName", "default-scheduler");
    serviceAccount(spec);
    Resources.round(spec, "overhead");
    Fill.in(spec, "resources", Resources::roundBoth);
    Fill.each(spec, "volumes", VolumeDefaults::volume);
    for (String list : CONTAINERS) {
      Fill.each(spec, list, PodDefaults::container);
    }
  }

  /** The old name of the field always says what the new one does. */
  private static void serviceAccount(ObjectNode spec) {
    String name = Json.text(spec, "serviceAccountName");
    if (name.isEmpty()) {
      name = Json.text(spec, "serviceAccount");
    }
    if (!name.isEmpty()) {
      spec.put("serviceAccountName", name).put("serviceAccount", name);
    }
  }

  private static void container(ObjectNode container) {
    Fill.text(container, "terminationMessagePath", "/dev/termination-log");
    Fill.text(container, "terminationMessagePolicy", "File");
    Fill.text(container, "imagePullPolicy", pullPolicy(Json.text(container, "image")));
    Fill.in(container, "resources", Resources::roundBoth);
    Fill.each(container, "ports", port -> Fill.text(port, "protocol", "TCP"));
    Fill.each(
        container,
        "env",
        env ->
            Fill.in(
                env,
                "valueFrom",
                from -> Fill.in(from, "fieldRef", field -> Fill.text(field, "apiVersion", "v1"))));
    for (String probe : PROBES) {
      Fill.in(container, probe, PodDefaults::probe);
    }
    Fill.in(
        container,
        "lifecycle",
        lifecycle -> {
          Fill.in(lifecycle, "postStart", PodDefaults::handler);
          Fill.in(lifecycle, "preStop", PodDefaults::handler);
        });
  }

  /**
   * An image without a tag, or tagged latest, may change under its name; a digest never does. What
   * is no name of an image (validation looks at that elsewhere) counts as one with a tag.
   */
  static String pullPolicy(String image) {
    if (!IMAGE.matcher(image).matches()) {
      return "IfNotPresent";
    }
    if (image.contains("@")) {
      return image.substring(0, image.indexOf('@')).endsWith(":latest") ? "Always" : "IfNotPresent";
    }
    int colon = image.lastIndexOf(':');
    boolean tagged = colon > image.lastIndexOf('/');
    return !tagged || image.substring(colon + 1).equals("latest") ? "Always" : "IfNotPresent";
  }

  private static void probe(ObjectNode probe) {
    Fill.number(probe, "timeoutSeconds", 1);
    Fill.number(probe, "periodSeconds", 10);
    Fill.number(probe, "successThreshold", 1);
    Fill.number(probe, "failureThreshold", 3);
    handler(probe);
    Fill.in(
        probe,
        "grpc",
        grpc -> {
          if (Fill.isAbsent(grpc, "service")) {
            grpc.put("service", "");
          }
        });
  }

  private static void handler(ObjectNode handler) {
    Fill.in(
        handler,
        "httpGet",
        get -> {
          Fill.text(get, "path", "/");
          Fill.text(get, "scheme", "HTTP");
        });
  }
}
