package io.gantry.resource.kinds.core.service;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.GroupKind;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.allocators.AddressRange;
import io.gantry.resource.kinds.allocators.Reservations;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.NetworkRules;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Gives services their cluster IP and node ports, and takes them back. Works by proposals: the
 * guards of the commit decide, and a lost race starts the write again.
 */
final class ServiceAllocator {
  private static final int FIRST_PORT = 30000;
  private static final int LAST_PORT = 32767;
  private static final int TRIES = 1000;

  private final AddressRange range;
  private final Reservations addresses = new Reservations("clusterips");
  private final Reservations ports = new Reservations("nodeports");

  ServiceAllocator(AddressRange range) {
    this.range = range;
  }

  void allocate(WriteContext context, ObjectNode service, ObjectNode old) {
    String owner = owner(service);
    ObjectNode spec = Json.ensureObject(service, "spec");
    String before = realAddress(old);
    String wanted = realAddress(service);
    boolean needs = !Json.text(spec, "type").equals("ExternalName") && !isHeadless(service);
    if (!before.isEmpty() && !(needs && (wanted.isEmpty() || wanted.equals(before)))) {
      addresses.release(context, before, owner);
    }
    if (needs) {
      String address = before;
      if (wanted.isEmpty() && before.isEmpty()) {
        address = freeAddress(context);
        addresses.take(context, address, owner);
      } else if (!wanted.isEmpty() && !wanted.equals(before)) {
        address = wanted;
        checkAddress(context, service, address);
        addresses.take(context, address, owner);
      }
      spec.put("clusterIP", address);
      spec.putArray("clusterIPs").add(address);
    }
    nodePorts(context, service, old);
  }

  void release(WriteContext context, ObjectNode service) {
    String address = realAddress(service);
    if (!address.isEmpty()) {
      addresses.release(context, address, owner(service));
    }
    for (String port : taken(service)) {
      ports.release(context, port, owner(service));
    }
  }

  private void nodePorts(WriteContext context, ObjectNode service, ObjectNode old) {
    String owner = owner(service);
    Set<String> had = taken(old);
    Set<String> keeps = new HashSet<>();
    boolean wantsPorts = wantsNodePorts(service);
    int i = 0;
    for (JsonNode node : Json.items(service, "spec", "ports")) {
      ObjectNode port = (ObjectNode) node;
      FieldPath at = FieldPath.of("spec").child("ports").index(i++).child("nodePort");
      long number = Json.number(port, 0, "nodePort");
      String protocol = Json.text(port, "protocol");
      if (number == 0 && wantsPorts) {
        number = sameNumber(service, port, keeps);
        if (number == 0) {
          number = freePort(context, protocol, keeps);
        }
        port.put("nodePort", number);
      }
      if (number == 0) {
        continue;
      }
      String key = key(protocol, number);
      if (keeps.add(key) && !had.contains(key)) {
        checkPort(context, service, at, number, key);
        ports.take(context, key, owner);
      }
    }
    JsonNode check = Json.at(service, "spec", "healthCheckNodePort");
    if (needsHealthCheck(service)) {
      long number = check == null ? 0 : check.longValue();
      if (number == 0) {
        number = freePort(context, "TCP", keeps);
        Json.ensureObject(service, "spec").put("healthCheckNodePort", number);
      }
      String key = key("TCP", number);
      if (keeps.add(key) && !had.contains(key)) {
        ports.take(context, key, owner);
      }
    }
    for (String key : had) {
      if (!keeps.contains(key)) {
        ports.release(context, key, owner);
      }
    }
  }

  /** TCP and UDP of one port share a node port. */
  private static long sameNumber(ObjectNode service, ObjectNode port, Set<String> keeps) {
    for (JsonNode other : Json.items(service, "spec", "ports")) {
      long number = Json.number(other, 0, "nodePort");
      if (other != port
          && number != 0
          && Json.number(other, 0, "port") == Json.number(port, 0, "port")
          && !keeps.contains(key(Json.text(port, "protocol"), number))) {
        return number;
      }
    }
    return 0;
  }

  private String freeAddress(WriteContext context) {
    for (int i = 0; i < TRIES; i++) {
      // The beginning of the range is left to those who ask for a fixed address.
      long reserved = Math.min(Math.max(16, range.size() / 16), 256);
      String address = range.at(reserved + context.random().nextLong(range.size() - reserved));
      if (!addresses.isTaken(context, address)) {
        return address;
      }
    }
    for (long i = 1; i < range.size(); i++) {
      if (!addresses.isTaken(context, range.at(i))) {
        return range.at(i);
      }
    }
    throw ApiStatus.internal("failed to allocate a serviceIP: range is full").asException();
  }

  private long freePort(WriteContext context, String protocol, Set<String> keeps) {
    int size = LAST_PORT - FIRST_PORT + 1;
    int start = context.random().nextInt(size);
    for (int i = 0; i < size; i++) {
      long number = FIRST_PORT + (start + i) % size;
      String key = key(protocol, number);
      if (!keeps.contains(key) && !ports.isTaken(context, key)) {
        return number;
      }
    }
    throw ApiStatus.internal("failed to allocate a nodePort: range is full").asException();
  }

  private void checkAddress(WriteContext context, ObjectNode service, String address) {
    String fault =
        !NetworkRules.isIpv4(address) || !range.contains(address)
            ? "the provided IP ("
                + address
                + ") is not in the valid range. The range of valid IPs"
                + " is "
                + range.cidr()
            : addresses.isTaken(context, address) ? "provided IP is already allocated" : "";
    if (!fault.isEmpty()) {
      refuse(
          service,
          FieldError.invalid(
              FieldPath.of("spec").child("clusterIPs"),
              GoText.strings(List.of(address)),
              "failed to allocate IP " + address + ": " + fault));
    }
  }

  private void checkPort(
      WriteContext context, ObjectNode service, FieldPath at, long number, String key) {
    // A dry run of Kubernetes proposes nothing to the port allocator.
    if (context.dryRun()) {
      return;
    }
    if (number < FIRST_PORT || number > LAST_PORT) {
      refuse(
          service,
          FieldError.invalid(
              at,
              number,
              "provided port is not in the valid range. The range of valid ports is "
                  + FIRST_PORT
                  + "-"
                  + LAST_PORT));
    }
    if (ports.isTaken(context, key)) {
      refuse(service, FieldError.invalid(at, number, "provided port is already allocated"));
    }
  }

  private static void refuse(ObjectNode service, FieldError error) {
    throw ApiStatus.invalid(
            new GroupKind("", "Service"), Json.text(service, "metadata", "name"), List.of(error))
        .asException();
  }

  private static boolean wantsNodePorts(ObjectNode service) {
    return switch (Json.text(service, "spec", "type")) {
      case "NodePort" -> true;
      case "LoadBalancer" -> Json.bool(service, true, "spec", "allocateLoadBalancerNodePorts");
      default -> false;
    };
  }

  static boolean needsHealthCheck(ObjectNode service) {
    return Json.text(service, "spec", "type").equals("LoadBalancer")
        && Json.text(service, "spec", "externalTrafficPolicy").equals("Local");
  }

  private static Set<String> taken(ObjectNode service) {
    Set<String> taken = new HashSet<>();
    if (service == null) {
      return taken;
    }
    for (JsonNode port : Json.items(service, "spec", "ports")) {
      long number = Json.number(port, 0, "nodePort");
      if (number != 0) {
        taken.add(key(Json.text(port, "protocol"), number));
      }
    }
    long check = Json.number(service, 0, "spec", "healthCheckNodePort");
    if (check != 0) {
      taken.add(key("TCP", check));
    }
    return taken;
  }

  /** Reservations are objects: their names are in lower case. */
  private static String key(String protocol, long number) {
    return protocol.toLowerCase(Locale.ROOT) + "-" + number;
  }

  static boolean isHeadless(ObjectNode service) {
    return Json.text(service, "spec", "clusterIP").equals("None");
  }

  private static String realAddress(ObjectNode service) {
    String address = service == null ? "" : Json.text(service, "spec", "clusterIP");
    return address.equals("None") ? "" : address;
  }

  private static String owner(ObjectNode service) {
    return Json.text(service, "metadata", "namespace")
        + "/"
        + Json.text(service, "metadata", "name");
  }
}
