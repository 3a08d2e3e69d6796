package io.gantry.resource.kinds.networking.ingress;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.networking.ReferenceRules;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.NetworkRules;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of an Ingress. */
public final class IngressStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final String CLASS = "kubernetes.io/ingress.class";
  private static final List<String> BAD_PARTS = List.of("//", "/./", "/../", "%2f", "%2F");
  private static final List<String> BAD_ENDS = List.of("/..", "/.");

  public IngressStrategy() {
    super(true, true);
  }

  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {
    super.prepareForCreate(context, object);
    object.putObject("status").putObject("loadBalancer");
  }

  @Override
  protected MetadataChecks metadataChecks() {
    return MetadataChecks.AS_BOTH;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings().add(spec(context, object));
    JsonNode name = Json.at(object, "spec", "ingressClassName");
    JsonNode annotation = Json.at(object, "metadata", "annotations", CLASS);
    if (annotation != null && name != null && !annotation.equals(name)) {
      out.invalid(
          FieldPath.of("annotations").child(CLASS),
          annotation.asString(),
          "must match `ingressClassName` when both are specified");
    }
    return out.list();
  }

  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode object, ObjectNode old) {
    return spec(context, object);
  }

  @Override
  protected List<FieldError> validateStatus(
      WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = new Findings();
    int i = 0;
    for (JsonNode point : Json.items(object, "status", "loadBalancer", "ingress")) {
      FieldPath at = FieldPath.of("status").child("loadBalancer", "ingress").index(i++);
      String ip = Json.text(point, "ip");
      if (!ip.isEmpty()) {
        out.add(NetworkRules.ip(at.child("ip"), ip));
      }
      String host = Json.text(point, "hostname");
      if (!host.isEmpty()) {
        out.format(at.child("hostname"), host, Formats::dns1123Subdomain);
        if (NetworkRules.isIp(host)) {
          out.invalid(at.child("hostname"), host, "must be a DNS name, not an IP address");
        }
      }
    }
    return out.list();
  }

  private static List<FieldError> spec(WriteContext context, ObjectNode object) {
    Findings out = new Findings(context);
    JsonNode spec = Json.at(object, "spec");
    List<JsonNode> rules = Json.items(spec, "rules");
    JsonNode fallback = Json.at(spec, "defaultBackend");
    if (rules.isEmpty() && fallback == null) {
      out.invalid(
          SPEC,
          out.nothing(SPEC.child("rules"), "[]networking.IngressRule"),
          "either `defaultBackend` or `rules` must be specified");
    }
    if (fallback != null) {
      backend(out, SPEC.child("defaultBackend"), fallback);
    }
    for (int i = 0; i < rules.size(); i++) {
      rule(out, SPEC.child("rules").index(i), rules.get(i));
    }
    tls(out, Json.items(spec, "tls"));
    JsonNode name = Json.at(spec, "ingressClassName");
    if (name != null) {
      out.format(SPEC.child("ingressClassName"), name.asString(), Formats::dns1123Subdomain);
    }
    return out.list();
  }

  private static void rule(Findings out, FieldPath at, JsonNode rule) {
    String host = Json.text(rule, "host");
    if (!host.isEmpty()) {
      if (NetworkRules.isIp(host)) {
        out.invalid(at.child("host"), host, "must be a DNS name, not an IP address");
      }
      host(out, at.child("host"), host);
    }
    JsonNode http = Json.at(rule, "http");
    if (http == null) {
      return;
    }
    List<JsonNode> paths = Json.items(http, "paths");
    FieldPath list = at.child("http", "paths");
    if (paths.isEmpty()) {
      out.required(list);
    }
    for (int i = 0; i < paths.size(); i++) {
      path(out, list.index(i), paths.get(i));
    }
  }

  private static void host(Findings out, FieldPath at, String host) {
    out.format(
        at,
        host,
        host.contains("*") ? Formats::wildcardDns1123Subdomain : Formats::dns1123Subdomain);
  }

  private static void path(Findings out, FieldPath at, JsonNode node) {
    JsonNode type = Json.at(node, "pathType");
    String path = Json.text(node, "path");
    if (type == null) {
      out.required(at.child("pathType"), "pathType must be specified");
      return;
    } else {
      switch (type.asString()) {
        case "Exact", "Prefix" -> {
          if (!path.startsWith("/")) {
            out.invalid(at.child("path"), path, "must be an absolute path");
          }
          for (String bad : BAD_PARTS) {
            if (path.contains(bad)) {
              out.invalid(at.child("path"), path, "must not contain '" + bad + "'");
            }
          }
          for (String bad : BAD_ENDS) {
            if (path.endsWith(bad)) {
              out.invalid(at.child("path"), path, "cannot end with '" + bad + "'");
            }
          }
        }
        case "ImplementationSpecific" -> {
          if (!path.isEmpty() && !path.startsWith("/")) {
            out.invalid(at.child("path"), path, "must be an absolute path");
          }
        }
        default ->
            out.optionalOneOf(
                at.child("pathType"), type, List.of("Exact", "ImplementationSpecific", "Prefix"));
      }
    }
    backend(out, at.child("backend"), Json.at(node, "backend"));
  }

  private static void backend(Findings out, FieldPath at, JsonNode backend) {
    JsonNode resource = Json.at(backend, "resource");
    JsonNode service = Json.at(backend, "service");
    if (resource != null && service != null) {
      out.invalid(at, "", "cannot set both resource and service backends");
    } else if (resource != null) {
      ReferenceRules.typed(out, at.child("resource"), resource);
    } else if (service == null) {
      out.invalid(at, "", "resource or service backend is required");
    } else {
      out.requiredFormat(
          at.child("service", "name"), Json.text(service, "name"), Formats::dns1035Label);
      String name = Json.text(service, "port", "name");
      long number = Json.number(service, 0, "port", "number");
      if (!name.isEmpty() && number != 0) {
        out.invalid(at, "", "cannot set both port name & port number");
      } else if (!name.isEmpty()) {
        out.format(at.child("service", "port", "name"), name, Formats::portName);
      } else if (number != 0) {
        out.add(FieldRules.port(at.child("service", "port", "number"), number));
      } else {
        out.required(at, "port name or number is required");
      }
    }
  }

  private static void tls(Findings out, List<JsonNode> all) {
    for (int i = 0; i < all.size(); i++) {
      FieldPath at = SPEC.child("tls").index(i);
      List<String> hosts = Json.texts(all.get(i), "hosts");
      for (int h = 0; h < hosts.size(); h++) {
        host(out, at.child("hosts").index(h), hosts.get(h));
      }
      String secret = Json.text(all.get(i), "secretName");
      if (!secret.isEmpty()) {
        out.format(at.child("secretName"), secret, Formats::dns1123Subdomain);
      }
    }
  }

  @Override
  protected List<String> warnings(ObjectNode object, ObjectNode old) {
    boolean oldWay =
        Json.has(object, "metadata", "annotations", CLASS)
            && !Json.has(object, "spec", "ingressClassName");
    return old == null && oldWay
        ? List.of(
            "annotation \""
                + CLASS
                + "\" is deprecated, please use 'spec.ingressClassName' instead")
        : List.of();
  }
}
