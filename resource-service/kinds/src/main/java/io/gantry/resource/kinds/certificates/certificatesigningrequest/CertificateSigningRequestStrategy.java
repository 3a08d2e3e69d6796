package io.gantry.resource.kinds.certificates.certificatesigningrequest;

import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.GoText;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a CertificateSigningRequest: who asks is who is authenticated. */
public final class CertificateSigningRequestStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final FieldPath CERTIFICATE = FieldPath.of("status").child("certificate");
  private static final List<String> USAGES =
      List.of(
          "any",
          "cert sign",
          "client auth",
          "code signing",
          "content commitment",
          "crl sign",
          "data encipherment",
          "decipher only",
          "digital signature",
          "email protection",
          "encipher only",
          "ipsec end system",
          "ipsec tunnel",
          "ipsec user",
          "key agreement",
          "key encipherment",
          "microsoft sgc",
          "netscape sgc",
          "ocsp signing",
          "s/mime",
          "server auth",
          "signing",
          "timestamping");

  public CertificateSigningRequestStrategy() {
    super(true, false);
  }

  @Override
  public NameRule nameRule() {
    return NameRule.PATH_SEGMENT;
  }

  @Override
  public void prepareForCreate(WriteContext context, ObjectNode object) {
    super.prepareForCreate(context, object);
    object.putObject("status");
    ObjectNode spec = Json.ensureObject(object, "spec");
    UserInfo user = context.user();
    spec.put("username", user.name());
    if (user.uid().isEmpty()) {
      spec.remove("uid");
    } else {
      spec.put("uid", user.uid());
    }
    ArrayNode groups = spec.putArray("groups");
    user.groups().forEach(groups::add);
    spec.remove("extra");
    if (!user.extra().isEmpty()) {
      ObjectNode extra = spec.putObject("extra");
      user.extra().forEach((key, values) -> values.forEach(extra.withArray(key)::add));
    }
  }

  /** What was asked for never changes; the status has two writers of two parts. */
  @Override
  public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
    keep(object, old, "spec");
    if (context.subresource().isEmpty()) {
      keep(object, old, "status");
    } else {
      if (context.subresource().equals("status")) {
        RequestConditions.keepDecisions(object, old);
      }
      RequestConditions.stamp(context, object, old);
    }
  }

  @Override
  public MetadataChecks metadataChecks(WriteContext context) {
    return MetadataChecks.AS_BOTH;
  }

  /** The whole object is judged whatever part of it was written. */
  @Override
  public List<FieldError> validateUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
    Findings out = new Findings().add(validate(context, object));
    RequestConditions.validate(out, object, old);
    JsonNode certificate = Json.at(object, "status", "certificate");
    JsonNode before = Json.at(old, "status", "certificate");
    boolean issued = before != null && !before.asString().isEmpty();
    boolean changed = !Objects.equals(certificate, before);
    if (changed && certificate != null) {
      String fault = PemRules.faultOfCertificates(decoded(certificate.asString()));
      if (!fault.isEmpty()) {
        out.invalid(CERTIFICATE, "<certificate data>", fault);
      }
    }
    RequestConditions.changes(out, object, old, context.subresource().equals("approval"));
    if (changed && !context.subresource().equals("status")) {
      out.forbidden(CERTIFICATE, "updates may not set certificate content");
    } else if (changed && issued) {
      out.forbidden(CERTIFICATE, "updates may not modify existing certificate content");
    }
    return out.list();
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    JsonNode spec = Json.at(object, "spec");
    request(out, Json.at(spec, "request"));
    List<String> usages = Json.texts(spec, "usages");
    if (usages.isEmpty()) {
      out.required(SPEC.child("usages"));
    }
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < usages.size(); i++) {
      out.add(FieldRules.oneOf(SPEC.child("usages").index(i), usages.get(i), USAGES));
      if (!seen.add(usages.get(i))) {
        out.add(FieldError.duplicate(SPEC.child("usages").index(i), usages.get(i)));
      }
    }
    SignerName.validate(out, SPEC.child("signerName"), Json.text(spec, "signerName"));
    JsonNode seconds = Json.at(spec, "expirationSeconds");
    if (seconds != null && seconds.longValue() < 600) {
      out.invalid(
          SPEC.child("expirationSeconds"),
          seconds.longValue(),
          "may not specify a duration less than 600 seconds (10 minutes)");
    }
    return out.list();
  }

  /** Bytes that were sent empty are printed unlike bytes that were not sent. */
  private static void request(Findings out, JsonNode base64) {
    byte[] bytes = decoded(base64 == null ? "" : base64.asString());
    if (!PemRules.isRequest(bytes)) {
      out.invalid(
          SPEC.child("request"),
          GoText.literal(base64 == null ? "[]byte(nil)" : "[]byte{}"),
          "PEM block type must be CERTIFICATE REQUEST");
    }
  }

  private static byte[] decoded(String base64) {
    return Base64.getDecoder().decode(base64);
  }

  @Override
  public Map<String, String> selectableFields(ObjectNode object) {
    return Map.of("spec.signerName", Json.text(object, "spec", "signerName"));
  }

  @Override
  public List<String> selectableFieldNames() {
    return List.of("spec.signerName");
  }
}
