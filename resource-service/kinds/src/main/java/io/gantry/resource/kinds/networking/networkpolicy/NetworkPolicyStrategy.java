package io.gantry.resource.kinds.networking.networkpolicy;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.LabelRules;
import io.gantry.resource.machinery.validation.NetworkRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a NetworkPolicy. */
public final class NetworkPolicyStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");

  public NetworkPolicyStrategy() {
    super(false, true);
  }

  @Override
  protected boolean validatesTwice() {
    return true;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    JsonNode spec = Json.at(object, "spec");
    out.add(LabelRules.selector(SPEC.child("podSelector"), Json.at(spec, "podSelector")));
    direction(out, SPEC.child("ingress"), Json.items(spec, "ingress"), "from");
    direction(out, SPEC.child("egress"), Json.items(spec, "egress"), "to");
    List<JsonNode> types = Json.items(spec, "policyTypes");
    if (types.size() > 2) {
      out.invalid(
          SPEC.child("policyTypes"),
          GoText.literal("[]networking.PolicyType{}"),
          "may not specify more than two policyTypes");
      return out.list();
    }
    for (int i = 0; i < types.size(); i++) {
      out.optionalOneOf(
          SPEC.child("policyTypes").index(i), types.get(i), List.of("Ingress", "Egress"));
    }
    return out.list();
  }

  private static void direction(Findings out, FieldPath path, List<JsonNode> rules, String peers) {
    for (int i = 0; i < rules.size(); i++) {
      int p = 0;
      for (JsonNode port : Json.items(rules.get(i), "ports")) {
        port(out, path.index(i).child("ports").index(p++), port);
      }
      p = 0;
      for (JsonNode peer : Json.items(rules.get(i), peers)) {
        peer(out, path.index(i).child(peers).index(p++), peer);
      }
    }
  }

  private static void port(Findings out, FieldPath at, JsonNode port) {
    out.optionalOneOf(
        at.child("protocol"), Json.at(port, "protocol"), List.of("TCP", "UDP", "SCTP"));
    JsonNode number = Json.at(port, "port");
    JsonNode end = Json.at(port, "endPort");
    if (number == null) {
      if (end != null) {
        out.invalid(
            at.child("endPort"),
            end.longValue(),
            "may not be specified when `port` is not specified");
      }
    } else if (number.isNumber()) {
      out.add(FieldRules.port(at.child("port"), number.longValue()));
      if (end != null) {
        if (end.longValue() < number.longValue()) {
          out.invalid(
              at.child("endPort"), number.longValue(), "must be greater than or equal to `port`");
        }
        out.add(FieldRules.port(at.child("endPort"), end.longValue()));
      }
    } else {
      if (end != null) {
        out.invalid(
            at.child("endPort"),
            end.longValue(),
            "may not be specified when `port` is non-numeric");
      }
      out.format(at.child("port"), number.asString(), Formats::portName);
    }
  }

  private static void peer(Findings out, FieldPath at, JsonNode peer) {
    int count = 0;
    for (String selector : List.of("podSelector", "namespaceSelector")) {
      if (Json.has(peer, selector)) {
        count++;
        out.add(LabelRules.selector(at.child(selector), Json.at(peer, selector)));
      }
    }
    JsonNode block = Json.at(peer, "ipBlock");
    if (block != null) {
      count++;
      block(out, at.child("ipBlock"), block);
    }
    if (count == 0) {
      out.required(at, "must specify a peer");
    } else if (count > 1 && block != null) {
      out.forbidden(at, "may not specify both ipBlock and another peer");
    }
  }

  private static void block(Findings out, FieldPath at, JsonNode block) {
    String cidr = Json.text(block, "cidr");
    if (cidr.isEmpty()) {
      out.required(at.child("cidr"));
      return;
    }
    List<FieldError> wrong = NetworkRules.cidr(at.child("cidr"), cidr);
    out.add(wrong);
    List<String> except = Json.texts(block, "except");
    for (int i = 0; i < except.size() && wrong.isEmpty(); i++) {
      FieldPath exceptAt = at.child("except").index(i);
      List<FieldError> bad = NetworkRules.cidr(exceptAt, except.get(i));
      out.add(bad);
      if (bad.isEmpty() && !Subnets.isStrictlyInside(except.get(i), cidr)) {
        out.invalid(exceptAt, except.get(i), "must be a strict subset of `cidr`");
      }
    }
  }
}
