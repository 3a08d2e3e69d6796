package io.gantry.apiaccess.pki;

import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate with its key, and where both lie as PEM.
 *
 * @param chain leaf first, without the root
 */
public record Identity(
    List<X509Certificate> chain, PrivateKey key, Path certificateFile, Path keyFile) {
  public X509Certificate certificate() {
    return chain.getFirst();
  }

  @Override
  public String toString() {
    return "Identity[" + certificate().getSubjectX500Principal() + "]";
  }
}
