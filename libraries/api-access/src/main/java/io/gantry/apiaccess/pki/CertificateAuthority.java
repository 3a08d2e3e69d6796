package io.gantry.apiaccess.pki;

import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/** A certificate with the key that signs others. EC P-256 throughout: made in milliseconds. */
public record CertificateAuthority(X509Certificate certificate, PrivateKey key) {
  /**
   * What a certificate is to say.
   *
   * @param organizations groups, for clients
   * @param names DNS names and IP addresses; empty for clients
   */
  public record Subject(
      String commonName, List<String> organizations, List<String> names, boolean server) {
    public static Subject client(String user, String... groups) {
      return new Subject(user, List.of(groups), List.of(), false);
    }

    Subject withNames(Collection<String> others) {
      return new Subject(commonName, organizations, List.copyOf(others), server);
    }

    public static Subject server(String commonName, List<String> names) {
      return new Subject(commonName, List.of(), names, true);
    }
  }

  public static KeyPair newKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  /** A self-signed root. */
  public static CertificateAuthority create(String commonName, Instant now, Duration lifetime)
      throws GeneralSecurityException {
    KeyPair pair = newKey();
    return new CertificateAuthority(
        CertificateSigner.root(commonName, pair, now, lifetime), pair.getPrivate());
  }

  /** Signs a certificate for somebody's public key. */
  public X509Certificate issue(PublicKey of, Subject subject, Instant now, Duration lifetime)
      throws GeneralSecurityException {
    return CertificateSigner.issue(this, of, subject, now, lifetime);
  }

  /** An IPv4 or IPv6 literal, told from a name by its shape: nothing is looked up. */
  static boolean isAddress(String name) {
    return name.indexOf(':') >= 0 || name.matches("\\d{1,3}(\\.\\d{1,3}){3}");
  }
}
