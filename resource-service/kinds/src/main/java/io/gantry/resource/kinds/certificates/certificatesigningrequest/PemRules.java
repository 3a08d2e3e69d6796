package io.gantry.resource.kinds.certificates.certificatesigningrequest;

import io.gantry.apimodel.FieldError;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text with certificates or requests in it (RFC 7468). */
final class PemRules {
  private static final Pattern BLOCK =
      Pattern.compile(
          "(?m)^-----BEGIN ([^\\n]*)-----\\s*$((?:\\n[^\\n:]+:[^\\n]*)*)([A-Za-z0-9+/=\\s]*)"
              + "^-----END \\1-----");

  private PemRules() {}

  /** Whether the first block is a request for a certificate. */
  static boolean isRequest(byte[] bytes) {
    Matcher block = blocks(bytes);
    return block.find() && block.group(1).equals("CERTIFICATE REQUEST");
  }

  /** What is wrong with a list of certificates; empty when nothing is, or there is none. */
  static String faultOfCertificates(byte[] bytes) {
    if (bytes.length == 0) {
      return "";
    }
    Matcher block = blocks(bytes);
    boolean any = false;
    while (block.find()) {
      any = true;
      if (!block.group(1).equals("CERTIFICATE")) {
        return "only CERTIFICATE PEM blocks are allowed, found "
            + FieldError.quoted(block.group(1));
      }
      if (!block.group(2).isBlank()) {
        return "no PEM block headers are permitted";
      }
      if (!isCertificate(block.group(3))) {
        return "x509: malformed certificate";
      }
    }
    return any ? "" : "must contain at least one CERTIFICATE PEM block";
  }

  private static boolean isCertificate(String base64) {
    try {
      byte[] der = Base64.getMimeDecoder().decode(base64);
      CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der));
      return true;
    } catch (CertificateException | IllegalArgumentException e) {
      return false;
    }
  }

  private static Matcher blocks(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("\r\n", "\n");
    return BLOCK.matcher(text);
  }
}
