package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Containers of all three sorts. */
final class ContainerRules {
  private static final List<String> PROBES =
      List.of("livenessProbe", "readinessProbe", "startupProbe");
  private static final String NOT_A_SIDECAR =
      "may not be set for init containers without restartPolicy=Always";

  private final Findings out;
  private final Map<String, JsonNode> volumes;
  private final long grace;

  /**
   * @param volumes the pod's valid volumes by name
   * @param grace the pod's termination grace period in seconds
   */
  ContainerRules(Findings out, Map<String, JsonNode> volumes, long grace) {
    this.out = out;
    this.volumes = volumes;
    this.grace = grace;
  }

  void containers(FieldPath path, List<JsonNode> containers) {
    if (containers.isEmpty()) {
      out.required(path);
      return;
    }
    Set<String> names = new HashSet<>();
    for (int i = 0; i < containers.size(); i++) {
      FieldPath at = path.index(i);
      JsonNode container = containers.get(i);
      common(at, container);
      String name = Json.text(container, "name");
      if (!names.add(name)) {
        out.add(FieldError.duplicate(at.child("name"), name));
      }
      running(at, container);
      if (Json.has(container, "restartPolicy")) {
        out.forbidden(at.child("restartPolicy"), "may not be set for non-init containers");
      }
    }
    hostPorts(path, containers);
  }

  void initContainers(FieldPath path, List<JsonNode> inits, List<JsonNode> regular) {
    Set<String> names = new HashSet<>();
    regular.forEach(c -> names.add(Json.text(c, "name")));
    for (int i = 0; i < inits.size(); i++) {
      FieldPath at = path.index(i);
      JsonNode container = inits.get(i);
      common(at, container);
      JsonNode policy = Json.at(container, "restartPolicy");
      boolean sidecar = policy != null && policy.asString().equals("Always");
      out.optionalOneOf(at.child("restartPolicy"), policy, List.of("Always"));
      String name = Json.text(container, "name");
      if (!name.isEmpty() && !names.add(name)) {
        out.add(FieldError.duplicate(at.child("name"), name));
      }
      hostPorts(path, List.of(container));
      if (sidecar) {
        running(at, container);
      } else {
        for (String field :
            List.of("lifecycle", "livenessProbe", "readinessProbe", "startupProbe")) {
          if (Json.has(container, field)) {
            out.forbidden(at.child(field), NOT_A_SIDECAR);
          }
        }
      }
    }
  }

  /** What only containers that keep running may have. */
  private void running(FieldPath at, JsonNode container) {
    ProbeRules probes = new ProbeRules(out, grace);
    probes.lifecycle(at.child("lifecycle"), Json.at(container, "lifecycle"));
    for (String probe : PROBES) {
      probes.probe(at.child(probe), Json.at(container, probe), probe);
    }
  }

  /** What holds for every container. */
  void common(FieldPath at, JsonNode container) {
    out.requiredFormat(at.child("name"), Json.text(container, "name"), Formats::dns1123Label);
    out.present(at.child("image"), Json.text(container, "image"));
    out.requiredOneOf(
        at.child("terminationMessagePolicy"),
        Json.text(container, "terminationMessagePolicy"),
        List.of("File", "FallbackToLogsOnError"));
    ports(at.child("ports"), Json.items(container, "ports"));
    EnvRules.env(out, at.child("env"), Json.items(container, "env"));
    EnvRules.envFrom(out, at.child("envFrom"), Json.items(container, "envFrom"));
    VolumeMountRules mounts = new VolumeMountRules(out, container, volumes);
    mounts.mounts(at.child("volumeMounts"));
    mounts.devices(at.child("volumeDevices"));
    out.requiredOneOf(
        at.child("imagePullPolicy"),
        Json.text(container, "imagePullPolicy"),
        List.of("Always", "IfNotPresent", "Never"));
    ResourceRules.requirements(out, at.child("resources"), Json.at(container, "resources"));
    SecurityRules.container(
        out, at.child("securityContext"), Json.at(container, "securityContext"));
  }

  private void ports(FieldPath path, List<JsonNode> ports) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      FieldPath at = path.index(i);
      JsonNode port = ports.get(i);
      String name = Json.text(port, "name");
      if (!name.isEmpty()) {
        List<String> wrong = Formats.portName(name);
        if (!wrong.isEmpty()) {
          out.add(FieldRules.each(at.child("name"), name, wrong));
        } else if (!names.add(name)) {
          out.add(FieldError.duplicate(at.child("name"), name));
        }
      }
      long number = Json.number(port, 0, "containerPort");
      if (number == 0) {
        out.required(at.child("containerPort"));
      } else {
        out.add(FieldRules.port(at.child("containerPort"), number));
      }
      long host = Json.number(port, 0, "hostPort");
      if (host != 0) {
        out.add(FieldRules.port(at.child("hostPort"), host));
      }
      out.requiredOneOf(
          at.child("protocol"), Json.text(port, "protocol"), List.of("SCTP", "TCP", "UDP"));
    }
  }

  private void hostPorts(FieldPath path, List<JsonNode> containers) {
    Set<String> taken = new HashSet<>();
    for (int c = 0; c < containers.size(); c++) {
      List<JsonNode> ports = Json.items(containers.get(c), "ports");
      for (int p = 0; p < ports.size(); p++) {
        long host = Json.number(ports.get(p), 0, "hostPort");
        if (host == 0) {
          continue;
        }
        String key =
            Json.text(ports.get(p), "protocol")
                + "/"
                + Json.text(ports.get(p), "hostIP")
                + "/"
                + host;
        if (!taken.add(key)) {
          out.add(
              FieldError.duplicate(path.index(c).child("ports").index(p).child("hostPort"), key));
        }
      }
    }
  }
}
