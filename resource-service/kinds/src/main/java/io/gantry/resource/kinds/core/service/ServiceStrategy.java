package io.gantry.resource.kinds.core.service;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.allocators.AddressRange;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.GoText;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a Service. */
public final class ServiceStrategy extends ObjectStrategy {
  private final ServiceAllocator allocator;

  /**
   * @param clusterIps where cluster IPs are taken from
   */
  public ServiceStrategy(AddressRange clusterIps) {
    super(true, false, true);
    this.allocator = new ServiceAllocator(clusterIps);
  }

  @Override
  public NameRule nameRule() {
    return NameRule.DNS_1035_LABEL;
  }

  @Override
  public void prepareForCreate(WriteContext context, ObjectNode service) {
    Json.ensureObject(service, "status").removeAll().putObject("loadBalancer");
    bothAddresses(service, null);
    families(service);
  }

  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode service, ObjectNode old) {
    super.prepareForUpdate(context, service, old);
    if (context.subresource().isEmpty()) {
      inherit(service, old);
      distinctNodePorts(service);
      bothAddresses(service, old);
      families(service);
      dropTypeDependent(service, old);
    }
  }

  /** {@code clusterIP} and the first of {@code clusterIPs} are the same thing. */
  private static void bothAddresses(ObjectNode service, ObjectNode old) {
    ObjectNode spec = Json.ensureObject(service, "spec");
    String one = Json.text(spec, "clusterIP");
    List<String> many = Json.texts(spec, "clusterIPs");
    String before = old == null ? "" : Json.text(old, "spec", "clusterIP");
    if (!one.isEmpty() && (many.isEmpty() || !one.equals(before))) {
      if (many.isEmpty() || (old != null && many.getFirst().equals(before))) {
        spec.putArray("clusterIPs").add(one);
      }
    } else if (one.isEmpty() && !many.isEmpty()) {
      spec.put("clusterIP", many.getFirst());
    }
  }

  /** A replace that leaves addresses and ports out keeps those the service has. */
  private static void inherit(ObjectNode service, ObjectNode old) {
    ObjectNode spec = Json.ensureObject(service, "spec");
    JsonNode before = Json.at(old, "spec");
    String type = Json.text(spec, "type");
    if (type.equals("ExternalName") || Json.text(before, "type").equals("ExternalName")) {
      return;
    }
    if (!Json.has(spec, "clusterIP") && !Json.has(spec, "clusterIPs")) {
      keep(spec, (ObjectNode) before, "clusterIP");
      keep(spec, (ObjectNode) before, "clusterIPs");
    }
    boolean nodePorts = type.equals("NodePort") || type.equals("LoadBalancer");
    String typeBefore = Json.text(before, "type");
    if (nodePorts && (typeBefore.equals("NodePort") || typeBefore.equals("LoadBalancer"))) {
      Set<Long> used = new HashSet<>();
      Json.items(spec, "ports").forEach(p -> used.add(Json.number(p, 0, "nodePort")));
      for (JsonNode port : Json.items(spec, "ports")) {
        for (JsonNode known : Json.items(before, "ports")) {
          long number = Json.number(known, 0, "nodePort");
          if (Json.number(port, 0, "nodePort") == 0
              && number != 0
              && !used.contains(number)
              && Json.number(port, 0, "port") == Json.number(known, 0, "port")
              && Json.text(port, "protocol").equals(Json.text(known, "protocol"))) {
            ((ObjectNode) port).put("nodePort", number);
            used.add(number);
          }
        }
      }
    }
    if (ServiceAllocator.needsHealthCheck(service)
        && ServiceAllocator.needsHealthCheck(old)
        && !Json.has(spec, "healthCheckNodePort")) {
      keep(spec, (ObjectNode) before, "healthCheckNodePort");
    }
  }

  /** Ports are taken before anything is validated; taking one twice is no refusal but a failure. */
  private static void distinctNodePorts(ObjectNode service) {
    String type = Json.text(service, "spec", "type");
    if (!type.equals("NodePort") && !type.equals("LoadBalancer")) {
      return;
    }
    Set<String> taken = new HashSet<>();
    for (JsonNode port : Json.items(service, "spec", "ports")) {
      long number = Json.number(port, 0, "nodePort");
      String taking = "{" + Json.text(port, "protocol") + " " + number + "}";
      if (number != 0 && !taken.add(taking)) {
        throw new ApiStatus(500, "", "duplicate nodePort: " + taking, null).asException();
      }
    }
  }

  private static void families(ObjectNode service) {
    ObjectNode spec = Json.ensureObject(service, "spec");
    if (Json.text(spec, "type").equals("ExternalName")) {
      return;
    }
    if (!Json.has(spec, "ipFamilies")) {
      spec.putArray("ipFamilies").add("IPv4");
    }
    if (!Json.has(spec, "ipFamilyPolicy")) {
      boolean dual = ServiceAllocator.isHeadless(service) && Json.map(spec, "selector").isEmpty();
      spec.put("ipFamilyPolicy", dual ? "RequireDualStack" : "SingleStack");
      if (dual) {
        spec.putArray("ipFamilies").add("IPv4").add("IPv6");
      }
    }
  }

  /** What the old type had and the new one cannot have is dropped, unless the user changed it. */
  private static void dropTypeDependent(ObjectNode service, ObjectNode old) {
    ObjectNode spec = Json.ensureObject(service, "spec");
    ObjectNode before = Json.ensureObject(old, "spec");
    String type = Json.text(spec, "type");
    boolean external = type.equals("NodePort") || type.equals("LoadBalancer");
    if (type.equals("ExternalName") && !Json.text(before, "type").equals("ExternalName")) {
      for (String field : List.of("clusterIP", "clusterIPs", "ipFamilies", "ipFamilyPolicy")) {
        if (FieldRules.same(spec.get(field), before.get(field))) {
          spec.remove(field);
        }
      }
    }
    if (!external) {
      for (JsonNode port : Json.items(spec, "ports")) {
        boolean known =
            Json.items(before, "ports").stream()
                .anyMatch(p -> FieldRules.same(p.get("nodePort"), port.get("nodePort")));
        if (known) {
          ((ObjectNode) port).remove("nodePort");
        }
      }
      if (!type.equals("ClusterIP") || Json.texts(spec, "externalIPs").isEmpty()) {
        dropIfSame(spec, before, "externalTrafficPolicy");
      }
    }
    if (!ServiceAllocator.needsHealthCheck(service)) {
      dropIfSame(spec, before, "healthCheckNodePort");
    }
    if (!type.equals("LoadBalancer")) {
      dropIfSame(spec, before, "allocateLoadBalancerNodePorts");
      dropIfSame(spec, before, "loadBalancerClass");
      Json.ensureObject(service, "status").putObject("loadBalancer");
    }
  }

  private static void dropIfSame(ObjectNode spec, ObjectNode before, String field) {
    if (spec.has(field) && FieldRules.same(spec.get(field), before.get(field))) {
      spec.remove(field);
    }
  }

  @Override
  protected MetadataChecks metadataChecks() {
    return MetadataChecks.AS_BOTH;
  }

  @Override
  public boolean createOnUpdate() {
    return true;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode service) {
    return ServiceRules.validate(service);
  }

  /** Who balances a service is decided when it becomes a balanced one. */
  private static void balancerClass(Findings out, ObjectNode service, ObjectNode old) {
    String balanced = "LoadBalancer";
    if (Json.text(service, "spec", "type").equals(balanced)
        && Json.text(old, "spec", "type").equals(balanced)) {
      JsonNode now = Json.at(service, "spec", "loadBalancerClass");
      if (!FieldRules.same(now, Json.at(old, "spec", "loadBalancerClass"))) {
        out.invalid(
            FieldPath.of("spec").child("loadBalancerClass"),
            GoText.of(now),
            "may not change once set");
      }
    }
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode service, ObjectNode old) {
    Findings out = new Findings();
    List<String> now = Json.texts(service, "spec", "clusterIPs");
    List<String> before = Json.texts(old, "spec", "clusterIPs");
    balancerClass(out, service, old);
    boolean typed =
        !Json.text(service, "spec", "type").equals("ExternalName")
            && !Json.text(old, "spec", "type").equals("ExternalName");
    if (typed && !before.isEmpty()) {
      FieldPath at = FieldPath.of("spec").child("clusterIPs").index(0);
      if (now.isEmpty()) {
        out.invalid(at, GoText.strings(null), "primary clusterIP can not be unset");
      } else if (!now.getFirst().equals(before.getFirst())) {
        out.invalid(at, GoText.strings(now), "may not change once set");
      }
    }
    return out.add(ServiceRules.validate(service)).list();
  }

  @Override
  protected List<FieldError> validateStatus(
      WriteContext context, ObjectNode service, ObjectNode old) {
    return LoadBalancerStatusRules.validate(service);
  }

  @Override
  public void allocate(WriteContext context, ObjectNode service, ObjectNode old) {
    if (context.subresource().isEmpty()) {
      allocator.allocate(context, service, old);
    }
  }

  @Override
  public void release(WriteContext context, ObjectNode last) {
    allocator.release(context, last);
  }

  @Override
  public Map<String, String> selectableFields(ObjectNode service) {
    return Map.of(
        "spec.clusterIP", Json.text(service, "spec", "clusterIP"),
        "spec.type", Json.text(service, "spec", "type"));
  }

  @Override
  public List<String> selectableFieldNames() {
    return List.of("spec.clusterIP", "spec.type");
  }

  @Override
  protected List<String> warnings(ObjectNode service, ObjectNode old) {
    List<String> warnings = new ArrayList<>();
    String hints = "service.kubernetes.io/topology-aware-hints";
    if (Json.has(service, "metadata", "annotations", hints)) {
      warnings.add(
          "annotation "
              + hints
              + " is deprecated, please use service.kubernetes.io/topology-mode instead");
    }
    boolean named = Json.text(service, "spec", "type").equals("ExternalName");
    if (named && !Json.items(service, "spec", "externalIPs").isEmpty()) {
      warnings.add("spec.externalIPs is ignored when spec.type is \"ExternalName\"");
    }
    if (!named && !Json.text(service, "spec", "externalName").isEmpty()) {
      warnings.add("spec.externalName is ignored when spec.type is not \"ExternalName\"");
    }
    return warnings;
  }
}
