package io.gantry.resource.kinds.core.service;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.NetworkRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Where a balanced service is reached. */
final class LoadBalancerStatusRules {
  private static final FieldPath INGRESS = FieldPath.of("status").child("loadBalancer", "ingress");

  private LoadBalancerStatusRules() {}

  static List<FieldError> validate(ObjectNode service) {
    Findings out = new Findings();
    List<JsonNode> points = Json.items(service, "status", "loadBalancer", "ingress");
    if (!points.isEmpty() && !Json.text(service, "spec", "type").equals("LoadBalancer")) {
      return out.forbidden(INGRESS, "may only be used when `spec.type` is 'LoadBalancer'").list();
    }
    for (int i = 0; i < points.size(); i++) {
      point(out, INGRESS.index(i), points.get(i));
    }
    return out.list();
  }

  private static void point(Findings out, FieldPath at, JsonNode point) {
    String ip = Json.text(point, "ip");
    JsonNode mode = Json.at(point, "ipMode");
    if (!ip.isEmpty()) {
      out.add(NetworkRules.ip(at.child("ip"), ip));
    }
    if (mode == null && !ip.isEmpty()) {
      out.required(at.child("ipMode"), "must be specified when `ip` is set");
    } else if (mode != null && ip.isEmpty()) {
      out.forbidden(at.child("ipMode"), "may not be specified when `ip` is not set");
    } else if (mode != null) {
      out.add(FieldRules.oneOf(at.child("ipMode"), mode.asString(), List.of("Proxy", "VIP")));
    }
    String host = Json.text(point, "hostname");
    if (!host.isEmpty()) {
      out.format(at.child("hostname"), host, Formats::dns1123Subdomain);
      if (NetworkRules.isIp(host)) {
        out.invalid(at.child("hostname"), host, "must be a DNS name, not an IP address");
      }
    }
  }
}
