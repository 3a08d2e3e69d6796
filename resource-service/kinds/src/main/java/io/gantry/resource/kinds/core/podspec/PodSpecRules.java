package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.LabelRules;
import io.gantry.resource.machinery.validation.NetworkRules;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;

/**
 * What a pod's specification must be like, in pods and in every template of pods (Kubernetes {@code
 * ValidatePodSpec}): this class keeps the order, the others know the parts.
 */
public final class PodSpecRules {
  private PodSpecRules() {}

  /**
   * @param inPod whether the specification is a pod's own; templates may leave more open
   */
  public static List<FieldError> validate(FieldPath path, JsonNode spec, boolean inPod) {
    Findings out = new Findings();
    Map<String, JsonNode> volumes =
        VolumeRules.volumes(out, path.child("volumes"), Json.items(spec, "volumes"));
    long grace = Json.number(spec, 0, "terminationGracePeriodSeconds");
    ContainerRules containers = new ContainerRules(out, volumes, grace);
    containers.containers(path.child("containers"), Json.items(spec, "containers"));
    containers.initContainers(
        path.child("initContainers"),
        Json.items(spec, "initContainers"),
        Json.items(spec, "containers"));
    EphemeralContainerRules.validate(out, path.child("ephemeralContainers"), spec, containers);
    hostNetwork(out, path, spec, inPod);
    OsRules.users(out, path, spec);
    claims(out, path.child("resourceClaims"), Json.items(spec, "resourceClaims"));
    out.requiredOneOf(
        path.child("restartPolicy"),
        Json.text(spec, "restartPolicy"),
        List.of("Always", "OnFailure", "Never"));
    out.requiredOneOf(
        path.child("dnsPolicy"),
        Json.text(spec, "dnsPolicy"),
        List.of("ClusterFirstWithHostNet", "ClusterFirst", "Default", "None"));
    out.add(LabelRules.labels(path.child("nodeSelector"), Json.at(spec, "nodeSelector")));
    SecurityRules.pod(out, path.child("securityContext"), spec);
    pullSecrets(out, path.child("imagePullSecrets"), Json.items(spec, "imagePullSecrets"));
    AffinityRules.validate(out, path.child("affinity"), Json.at(spec, "affinity"));
    DnsRules.validate(out, path.child("dnsConfig"), spec);
    gates(out, path, spec);
    TopologySpreadRules.validate(
        out,
        path.child("topologySpreadConstraints"),
        Json.items(spec, "topologySpreadConstraints"));
    names(out, path, spec);
    return out.list();
  }

  private static void hostNetwork(Findings out, FieldPath path, JsonNode spec, boolean inPod) {
    if (!Json.bool(spec, false, "hostNetwork")) {
      return;
    }
    int c = 0;
    for (JsonNode container : Json.items(spec, "containers")) {
      FieldPath ports = path.child("containers").index(c++).child("ports");
      int p = 0;
      for (JsonNode port : Json.items(container, "ports")) {
        long host = Json.number(port, 0, "hostPort");
        FieldPath at = ports.index(p++).child("hostPort");
        if ((inPod || host != 0) && host != Json.number(port, 0, "containerPort")) {
          out.invalid(at, host, "must match `containerPort` when `hostNetwork` is true");
        }
      }
    }
  }

  private static void claims(Findings out, FieldPath path, List<JsonNode> claims) {
    Set<String> names = new HashSet<>();
    for (int i = 0; i < claims.size(); i++) {
      FieldPath at = path.index(i);
      JsonNode claim = claims.get(i);
      String name = Json.text(claim, "name");
      if (!name.isEmpty() && !names.add(name)) {
        out.add(FieldError.duplicate(at.child("name"), name));
      } else {
        out.requiredFormat(at.child("name"), name, Formats::dns1123Label);
      }
      JsonNode own = Json.at(claim, "resourceClaimName");
      JsonNode template = Json.at(claim, "resourceClaimTemplateName");
      Object shown = GoText.struct("core.PodResourceClaim", claim);
      if (own != null && template != null) {
        out.invalid(
            at,
            shown,
            "at most one of `resourceClaimName` or `resourceClaimTemplateName` may be specified");
      } else if (own == null && template == null) {
        out.invalid(
            at, shown, "must specify one of: `resourceClaimName`, `resourceClaimTemplateName`");
      }
      for (String field : List.of("resourceClaimName", "resourceClaimTemplateName")) {
        if (Json.has(claim, field)) {
          out.format(at.child(field), Json.text(claim, field), Formats::dns1123Subdomain);
        }
      }
    }
  }

  private static void pullSecrets(Findings out, FieldPath path, List<JsonNode> secrets) {
    for (int i = 0; i < secrets.size(); i++) {
      if (!secrets.get(i).isObject()) {
        out.invalid(path.index(i), GoText.of(secrets.get(i)), "only name may be set");
      }
    }
  }

  private static void gates(Findings out, FieldPath path, JsonNode spec) {
    int i = 0;
    for (JsonNode gate : Json.items(spec, "readinessGates")) {
      out.format(
          path.child("readinessGates").index(i++).child("conditionType"),
          Json.text(gate, "conditionType"),
          Formats::qualifiedName);
    }
    i = 0;
    Set<String> seen = new HashSet<>();
    for (JsonNode gate : Json.items(spec, "schedulingGates")) {
      FieldPath at = path.child("schedulingGates").index(i++);
      String name = Json.text(gate, "name");
      out.format(at, name, Formats::qualifiedName);
      if (!seen.add(name)) {
        out.add(FieldError.duplicate(at, name));
      }
    }
  }

  private static void names(Findings out, FieldPath path, JsonNode spec) {
    nameIfSet(out, path, spec, "serviceAccountName", Formats::dns1123Subdomain);
    nameIfSet(out, path, spec, "nodeName", Formats::dns1123Subdomain);
    JsonNode deadline = Json.at(spec, "activeDeadlineSeconds");
    if (deadline != null) {
      out.add(
          FieldRules.inRange(
              path.child("activeDeadlineSeconds"), deadline.longValue(), 1, Integer.MAX_VALUE));
    }
    nameIfSet(out, path, spec, "hostname", Formats::dns1123Label);
    nameIfSet(out, path, spec, "subdomain", Formats::dns1123Label);
    TolerationRules.validate(out, path.child("tolerations"), Json.items(spec, "tolerations"));
    hostAliases(out, path.child("hostAliases"), Json.items(spec, "hostAliases"));
    nameIfSet(out, path, spec, "priorityClassName", Formats::dns1123Subdomain);
    if (Json.has(spec, "runtimeClassName")) {
      out.format(
          path.child("runtimeClassName"),
          Json.text(spec, "runtimeClassName"),
          Formats::dns1123Subdomain);
    }
    JsonNode preemption = Json.at(spec, "preemptionPolicy");
    if (preemption != null) {
      out.requiredOneOf(
          path.child("preemptionPolicy"),
          preemption.asString(),
          List.of("PreemptLowerPriority", "Never"));
    }
    ResourceRules.overhead(out, path.child("overhead"), Json.at(spec, "overhead"));
    OsRules.validate(out, path, spec);
  }

  private static void nameIfSet(
      Findings out,
      FieldPath path,
      JsonNode spec,
      String field,
      Function<String, List<String>> format) {
    String name = Json.text(spec, field);
    if (!name.isEmpty()) {
      out.format(path.child(field), name, format);
    }
  }

  private static void hostAliases(Findings out, FieldPath path, List<JsonNode> aliases) {
    for (int i = 0; i < aliases.size(); i++) {
      FieldPath at = path.index(i);
      out.add(NetworkRules.ip(at.child("ip"), Json.text(aliases.get(i), "ip")));
      List<String> names = Json.texts(aliases.get(i), "hostnames");
      for (int n = 0; n < names.size(); n++) {
        out.format(at.child("hostnames").index(n), names.get(n), Formats::dns1123Subdomain);
      }
    }
  }
}
