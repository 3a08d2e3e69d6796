package io.gantry.resource.kinds.admission.certificates;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.admission.Refusals;
import io.gantry.resource.machinery.AdmissionPlugin;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Nobody gets a certificate that makes him an administrator of everything. */
public final class CertificateSubjectRestriction implements AdmissionPlugin {
  @Override
  public String name() {
    return "CertificateSubjectRestriction";
  }

  @Override
  public void validate(Attributes attributes) {
    if (attributes.operation() != Operation.CREATE
        || !Refusals.concerns(attributes, "certificates.k8s.io", "certificatesigningrequests")
        || !Json.text(attributes.object(), "spec", "signerName")
            .equals("kubernetes.io/kube-apiserver-client")) {
      return;
    }
    // The subject stands in the request in clear text (DER strings in base64).
    byte[] pem = Base64.getMimeDecoder().decode(Json.text(attributes.object(), "spec", "request"));
    String text = new String(pem, StandardCharsets.ISO_8859_1);
    String body = text.replaceAll("-----[A-Z ]+-----", "");
    byte[] der = Base64.getMimeDecoder().decode(body);
    if (new String(der, StandardCharsets.ISO_8859_1).contains("system:masters")) {
      throw Refusals.forbidden(
          attributes,
          "use of kubernetes.io/kube-apiserver-client signer with system:masters group is not"
              + " allowed");
    }
  }
}
