package io.gantry.apiaccess.pki;

import java.security.GeneralSecurityException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Says whether a chain was signed by one of a few authorities, is of this day and made for clients.
 * Verified leaves are remembered: a connection shows the same one with each request.
 */
public final class CertificateVerifier {
  private static final String CLIENT_AUTH = "1.3.6.1.5.5.7.3.2";
  private static final String ANY_USAGE = "2.5.29.37.0";
  private static final int REMEMBERED = 4096;

  private final Set<TrustAnchor> anchors = new HashSet<>();
  private final InstantSource clock;
  private final Map<X509Certificate, Boolean> verified = new ConcurrentHashMap<>();

  public CertificateVerifier(List<X509Certificate> authorities, InstantSource clock) {
    authorities.forEach(authority -> anchors.add(new TrustAnchor(authority, null)));
    this.clock = clock;
  }

  /**
   * @throws GeneralSecurityException with the reason when it is not so
   */
  public void verifyClient(List<X509Certificate> chain) throws GeneralSecurityException {
    X509Certificate leaf = chain.getFirst();
    Date now = Date.from(clock.instant());
    leaf.checkValidity(now);
    if (verified.containsKey(leaf)) {
      return;
    }
    List<String> usages = leaf.getExtendedKeyUsage();
    if (usages != null && !usages.contains(CLIENT_AUTH) && !usages.contains(ANY_USAGE)) {
      throw new GeneralSecurityException("the certificate is not for clients");
    }
    PKIXParameters parameters = new PKIXParameters(anchors);
    parameters.setRevocationEnabled(false);
    parameters.setDate(now);
    CertPathValidator.getInstance("PKIX")
        .validate(CertificateFactory.getInstance("X.509").generateCertPath(chain), parameters);
    if (verified.size() >= REMEMBERED) {
      verified.clear();
    }
    verified.put(leaf, Boolean.TRUE);
  }
}
