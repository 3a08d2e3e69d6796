package io.gantry.apiaccess.pki;

import io.gantry.apimodel.Json;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import tools.jackson.databind.node.ObjectNode;

/** A kubeconfig of one context, for a client with a certificate. */
public final class Kubeconfig {
  private Kubeconfig() {}

  /**
   * @param name of the cluster and the context; the user is {@code <name>-admin} or the like
   * @param server {@code https://host:port}
   * @return JSON, which every reader of YAML reads
   */
  public static String of(
      String name, String user, String server, X509Certificate ca, Identity identity) {
    ObjectNode config = Json.object();
    config.put("apiVersion", "v1").put("kind", "Config");
    config
        .putArray("clusters")
        .addObject()
        .put("name", name)
        .putObject("cluster")
        .put("server", server)
        .put("certificate-authority-data", base64(PemFile.encode(ca)));
    config
        .putArray("users")
        .addObject()
        .put("name", user)
        .putObject("user")
        .put("client-certificate-data", base64(PemFile.encode(identity.certificate())))
        .put("client-key-data", base64(PemFile.encode(identity.key())));
    config
        .putArray("contexts")
        .addObject()
        .put("name", name)
        .putObject("context")
        .put("cluster", name)
        .put("user", user);
    config.put("current-context", name);
    return Json.string(config) + "\n";
  }

  private static String base64(String pem) {
    return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.US_ASCII));
  }
}
