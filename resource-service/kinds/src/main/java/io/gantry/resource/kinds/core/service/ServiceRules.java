package io.gantry.resource.kinds.core.service;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.core.AddressRules;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.LabelRules;
import io.gantry.resource.machinery.validation.NetworkRules;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a service must be like (Kubernetes {@code ValidateService}). */
final class ServiceRules {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final List<String> POLICIES = List.of("Cluster", "Local");
  private static final String LOAD_BALANCER_ONLY = "may only be used when `type` is 'LoadBalancer'";
  private static final String SOURCE_RANGES =
      "service.beta.kubernetes.io/load-balancer-source-ranges";
  private static final int KUBELET_PORT = 10250;
  private static final int MAX_AFFINITY_SECONDS = 86400;

  private final Findings out = new Findings();
  private final ObjectNode service;
  private final JsonNode spec;
  private final String type;
  private final boolean headless;

  private ServiceRules(ObjectNode service) {
    this.service = service;
    this.spec = Json.at(service, "spec");
    this.type = Json.text(spec, "type");
    this.headless = ServiceAllocator.isHeadless(service);
  }

  static List<FieldError> validate(ObjectNode service) {
    // Addresses are looked at when they are allocated, which comes before all else.
    List<FieldError> addresses = addresses(service);
    if (!addresses.isEmpty()) {
      return addresses;
    }
    ServiceRules rules = new ServiceRules(service);
    rules.annotations();
    rules.type();
    rules.ports();
    rules.affinity();
    rules.externalIps();
    rules.out.requiredOneOf(
        SPEC.child("type"),
        rules.type,
        List.of("ClusterIP", "ExternalName", "LoadBalancer", "NodePort"));
    rules.portNumbers();
    rules.loadBalancer();
    rules.traffic();
    return rules.out.list();
  }

  /** What is wrong with addresses and their families. */
  private static List<FieldError> addresses(ObjectNode service) {
    ServiceRules rules = new ServiceRules(service);
    rules.addresses();
    return rules.out.list();
  }

  private void annotations() {
    String hints = "service.kubernetes.io/topology-aware-hints";
    String mode = "service.kubernetes.io/topology-mode";
    JsonNode now = Json.at(service, "metadata", "annotations", mode);
    JsonNode once = Json.at(service, "metadata", "annotations", hints);
    if (now != null && once != null && !now.equals(once)) {
      out.invalid(
          FieldPath.of("metadata").child("annotations").key(mode),
          now.asString(),
          "must match annotations[" + hints + "] when both are specified");
    }
  }

  private void type() {
    List<JsonNode> ports = Json.items(spec, "ports");
    if (ports.isEmpty() && !headless && !type.equals("ExternalName")) {
      out.required(SPEC.child("ports"));
    }
    switch (type) {
      case "LoadBalancer" -> {
        for (int i = 0; i < ports.size(); i++) {
          if (Json.number(ports.get(i), 0, "port") == KUBELET_PORT) {
            out.invalid(
                SPEC.child("ports").index(i),
                KUBELET_PORT,
                "may not expose port 10250 externally since it is used by kubelet");
          }
        }
        notHeadless();
      }
      case "NodePort" -> notHeadless();
      case "ExternalName" -> {
        for (String field : List.of("clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
          JsonNode value = Json.at(spec, field);
          if (value != null && !(value.isArray() && value.isEmpty())) {
            out.forbidden(SPEC.child(field), "may not be set for ExternalName services");
          }
        }
        String name = Json.text(spec, "externalName");
        String trimmed = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        out.requiredFormat(SPEC.child("externalName"), trimmed, Formats::dns1123Subdomain);
      }
      default -> {}
    }
  }

  private void notHeadless() {
    if (headless) {
      out.invalid(
          SPEC.child("clusterIPs").index(0),
          "None",
          "may not be set to 'None' for " + type + " services");
    }
  }

  private void ports() {
    List<JsonNode> ports = Json.items(spec, "ports");
    Set<String> names = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      FieldPath at = SPEC.child("ports").index(i);
      JsonNode port = ports.get(i);
      String name = Json.text(port, "name");
      if (name.isEmpty()) {
        if (ports.size() > 1) {
          out.required(at.child("name"));
        }
      } else {
        out.format(at.child("name"), name, Formats::dns1123Label);
        if (!names.add(name)) {
          out.add(FieldError.duplicate(at.child("name"), name));
        }
      }
      out.add(FieldRules.port(at.child("port"), Json.number(port, 0, "port")));
      out.requiredOneOf(
          at.child("protocol"), Json.text(port, "protocol"), List.of("SCTP", "TCP", "UDP"));
      out.add(FieldRules.portNumberOrName(at.child("targetPort"), Json.at(port, "targetPort")));
      JsonNode protocol = Json.at(port, "appProtocol");
      if (protocol != null) {
        out.format(at.child("appProtocol"), protocol.asString(), Formats::qualifiedName);
      }
    }
    if (Json.has(spec, "selector")) {
      out.add(LabelRules.labels(SPEC.child("selector"), Json.at(spec, "selector")));
    }
  }

  private void affinity() {
    String affinity = Json.text(spec, "sessionAffinity");
    out.requiredOneOf(SPEC.child("sessionAffinity"), affinity, List.of("ClientIP", "None"));
    FieldPath at = SPEC.child("sessionAffinityConfig");
    JsonNode config = Json.at(spec, "sessionAffinityConfig");
    if (affinity.equals("None") && config != null) {
      out.forbidden(at, "must not be set when session affinity is None");
    }
    if (!affinity.equals("ClientIP")) {
      return;
    }
    String why = "when session affinity type is ClientIP";
    JsonNode seconds = Json.at(config, "clientIP", "timeoutSeconds");
    if (config == null) {
      out.required(at, why);
    } else if (!Json.has(config, "clientIP")) {
      out.required(at.child("clientIP"), why);
    } else if (seconds == null) {
      out.required(at.child("clientIP", "timeoutSeconds"), why);
    } else if (seconds.longValue() <= 0 || seconds.longValue() > MAX_AFFINITY_SECONDS) {
      out.invalid(
          at.child("clientIP", "timeoutSeconds"),
          seconds.longValue(),
          "must be greater than 0 and less than " + MAX_AFFINITY_SECONDS);
    }
  }

  private void addresses() {
    if (type.equals("ExternalName")) {
      return;
    }
    String policy = Json.text(spec, "ipFamilyPolicy");
    if (!policy.isEmpty()) {
      out.add(
          FieldRules.oneOf(
              SPEC.child("ipFamilyPolicy"),
              policy,
              List.of("PreferDualStack", "RequireDualStack", "SingleStack")));
    }
    Set<String> seen = new HashSet<>();
    int f = 0;
    for (String family : Json.texts(spec, "ipFamilies")) {
      FieldPath at = SPEC.child("ipFamilies").index(f++);
      out.add(FieldRules.oneOf(at, family, List.of("IPv4", "IPv6")));
      if (!seen.add(family)) {
        out.add(FieldError.duplicate(at, family));
      }
    }
    List<String> ips = Json.texts(spec, "clusterIPs");
    FieldPath path = SPEC.child("clusterIPs");
    String one = Json.text(spec, "clusterIP");
    if (one.isEmpty() && !ips.isEmpty()) {
      out.invalid(path, GoText.strings(ips), "must be empty when `clusterIP` is not specified");
    } else if (!ips.isEmpty() && !ips.getFirst().equals(one)) {
      out.invalid(path, GoText.strings(ips), "first value must match `clusterIP`");
    }
    int wrongBefore = out.list().size();
    if (ips.size() > 2) {
      out.invalid(path, GoText.strings(ips), "may only hold up to 2 values");
    }
    for (int i = 0; i < ips.size(); i++) {
      if (i == 0 && ips.get(i).equals("None")) {
        if (ips.size() > 1) {
          out.invalid(path, GoText.strings(ips), "'None' must be the first and only value");
        }
      } else {
        out.add(NetworkRules.ip(path.index(i), ips.get(i)));
      }
    }
    if (out.list().size() == wrongBefore) {
      perFamily(path, ips);
    }
  }

  private void perFamily(FieldPath path, List<String> ips) {
    if (ips.size() > 1 && ips.get(0).contains(":") == ips.get(1).contains(":")) {
      out.invalid(path, GoText.strings(ips), "may specify no more than one IP for each IP family");
    }
    List<String> families = Json.texts(spec, "ipFamilies");
    for (int i = 0; !headless && i < ips.size() && i < families.size(); i++) {
      boolean six = ips.get(i).contains(":");
      String family = families.get(i);
      if (family.equals(six ? "IPv4" : "IPv6")) {
        out.invalid(
            path.index(i),
            ips.get(i),
            "expected an " + family + " value as indicated by `ipFamilies[" + i + "]`");
      }
    }
  }

  private void externalIps() {
    List<String> ips = Json.texts(spec, "externalIPs");
    for (int i = 0; i < ips.size(); i++) {
      FieldPath at = SPEC.child("externalIPs").index(i);
      List<FieldError> errors = NetworkRules.ip(at, ips.get(i));
      out.add(errors.isEmpty() ? AddressRules.notSpecial(at, ips.get(i)) : errors);
    }
  }

  private void portNumbers() {
    List<JsonNode> ports = Json.items(spec, "ports");
    FieldPath path = SPEC.child("ports");
    if (type.equals("ClusterIP")) {
      for (int i = 0; i < ports.size(); i++) {
        if (Json.number(ports.get(i), 0, "nodePort") != 0) {
          out.forbidden(
              path.index(i).child("nodePort"), "may not be used when `type` is 'ClusterIP'");
        }
      }
    }
    Set<String> nodePorts = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      long number = Json.number(ports.get(i), 0, "nodePort");
      if (number != 0 && !nodePorts.add(Json.text(ports.get(i), "protocol") + number)) {
        out.add(FieldError.duplicate(path.index(i).child("nodePort"), number));
      }
    }
    Set<String> numbers = new HashSet<>();
    for (int i = 0; i < ports.size(); i++) {
      String protocol = Json.text(ports.get(i), "protocol");
      long number = Json.number(ports.get(i), 0, "port");
      if (!numbers.add(protocol + number)) {
        out.add(
            FieldError.duplicate(
                path.index(i),
                GoText.literal(
                    "core.ServicePort{Name:\"\", Protocol:"
                        + FieldError.quoted(protocol)
                        + ", AppProtocol:(*string)(nil), Port:"
                        + number
                        + ", TargetPort:intstr.IntOrString{Type:0, IntVal:0, StrVal:\"\"},"
                        + " NodePort:0}")));
      }
    }
  }

  private void loadBalancer() {
    boolean balanced = type.equals("LoadBalancer");
    List<String> ranges = Json.texts(spec, "loadBalancerSourceRanges");
    FieldPath path = SPEC.child("LoadBalancerSourceRanges");
    if (!ranges.isEmpty()) {
      if (!balanced) {
        out.forbidden(path, LOAD_BALANCER_ONLY);
      }
      for (int i = 0; i < ranges.size(); i++) {
        out.add(NetworkRules.cidr(path.index(i), ranges.get(i).strip()));
      }
    } else {
      annotatedRanges(balanced);
    }
    if (!balanced && Json.has(spec, "allocateLoadBalancerNodePorts")) {
      out.forbidden(SPEC.child("allocateLoadBalancerNodePorts"), LOAD_BALANCER_ONLY);
    }
    JsonNode loadBalancerClass = Json.at(spec, "loadBalancerClass");
    if (loadBalancerClass != null) {
      FieldPath at = SPEC.child("loadBalancerClass");
      if (balanced) {
        out.format(at, loadBalancerClass.asString(), Formats::qualifiedName);
      } else {
        out.forbidden(at, LOAD_BALANCER_ONLY);
      }
    }
  }

  /** Where ranges stood before there was a field for them. */
  private void annotatedRanges(boolean balanced) {
    JsonNode annotation = Json.at(service, "metadata", "annotations", SOURCE_RANGES);
    if (annotation == null) {
      return;
    }
    FieldPath at = FieldPath.of("metadata").child("annotations").key(SOURCE_RANGES);
    if (!balanced) {
      out.forbidden(at, LOAD_BALANCER_ONLY);
    }
    String ranges = annotation.asString().strip();
    if (!ranges.isEmpty()) {
      for (String range : ranges.split(",", -1)) {
        out.add(NetworkRules.cidr(at, range.strip()));
      }
    }
  }

  private void traffic() {
    boolean external =
        type.equals("LoadBalancer")
            || type.equals("NodePort")
            || (type.equals("ClusterIP") && !Json.texts(spec, "externalIPs").isEmpty());
    String policy = Json.text(spec, "externalTrafficPolicy");
    FieldPath at = SPEC.child("externalTrafficPolicy");
    if (external) {
      out.requiredOneOf(at, policy, POLICIES);
    } else if (!policy.isEmpty()) {
      out.invalid(at, policy, "may only be set for externally-accessible services");
    }
    long check = Json.number(spec, 0, "healthCheckNodePort");
    if (check != 0 && !ServiceAllocator.needsHealthCheck(service)) {
      out.invalid(
          SPEC.child("healthCheckNodePort"),
          check,
          "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'");
    }
    JsonNode internal = Json.at(spec, "internalTrafficPolicy");
    if (internal != null) {
      out.optionalOneOf(SPEC.child("internalTrafficPolicy"), internal, POLICIES);
    } else if (List.of("ClusterIP", "NodePort", "LoadBalancer").contains(type)) {
      out.required(SPEC.child("internalTrafficPolicy"));
    }
    out.optionalOneOf(
        SPEC.child("trafficDistribution"),
        Json.at(spec, "trafficDistribution"),
        List.of("PreferClose"));
  }
}
