package io.gantry.resource.kinds.apiregistration.apiservice;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of an APIService: its name says what it serves. */
public final class ApiServiceStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");

  public ApiServiceStrategy() {
    super(true, false);
  }

  @Override
  public NameRule nameRule() {
    return NameRule.OWN;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    JsonNode spec = Json.at(object, "spec");
    String group = Json.text(spec, "group");
    String version = Json.text(spec, "version");
    String name = Json.text(object, "metadata", "name");
    String expected = version + "." + group;
    FieldPath namePath = FieldPath.of("metadata").child("name");
    List<String> unfit = Formats.pathSegment(name);
    if (name.isEmpty() || !unfit.isEmpty()) {
      unfit.forEach(why -> out.invalid(namePath, name, why));
    } else if (!name.equals(expected)) {
      out.invalid(
          namePath,
          name,
          "must be `spec.version+\".\"+spec.group`: " + FieldError.quoted(expected));
    }
    if (group.isEmpty() && !version.equals("v1")) {
      out.required(
          SPEC.child("group"), "only v1 may have an empty group and it better be legacy kube");
    }
    if (!group.isEmpty()) {
      out.format(SPEC.child("group"), group, Formats::dns1123Subdomain);
    }
    out.format(SPEC.child("version"), version, Formats::dns1035Label);
    priority(out, spec, "groupPriorityMinimum", 20000);
    priority(out, spec, "versionPriority", 1000);
    service(out, spec);
    return out.list();
  }

  private static void priority(Findings out, JsonNode spec, String field, int below) {
    long value = Json.number(spec, 0, field);
    if (value <= 0 || value > below) {
      out.invalid(SPEC.child(field), value, "must be positive and less than " + below);
    }
  }

  private static void service(Findings out, JsonNode spec) {
    JsonNode service = Json.at(spec, "service");
    boolean insecure = Json.bool(spec, false, "insecureSkipTLSVerify");
    boolean bundle = !Json.text(spec, "caBundle").isEmpty();
    if (service == null) {
      if (bundle) {
        out.invalid(
            SPEC.child("caBundle"),
            GoText.literal("[]byte{}"),
            "local APIServices may not have a caBundle");
      }
      if (insecure) {
        out.invalid(
            SPEC.child("insecureSkipTLSVerify"),
            true,
            "local APIServices may not have insecureSkipTLSVerify");
      }
      return;
    }
    FieldPath at = SPEC.child("service");
    out.present(at.child("namespace"), Json.text(service, "namespace"));
    out.present(at.child("name"), Json.text(service, "name"));
    long port = Json.number(service, 443, "port");
    for (String wrong : Formats.portNumber(port)) {
      out.invalid(at.child("port"), port, "port is not valid: " + wrong);
    }
    if (insecure && bundle) {
      out.invalid(
          SPEC.child("insecureSkipTLSVerify"), true, "may not be true if caBundle is present");
    }
  }
}
