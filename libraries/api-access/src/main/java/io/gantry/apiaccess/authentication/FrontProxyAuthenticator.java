package io.gantry.apiaccess.authentication;

import io.gantry.apiaccess.Authenticator.InvalidCredentialsException;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apiaccess.pki.CertificateVerifier;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Takes the word of a front proxy, told by its certificate, on who the user is. */
public final class FrontProxyAuthenticator {
  private final CertificateVerifier verifier;

  /**
   * @param verifier knows the front-proxy authority only, never the cluster's
   */
  public FrontProxyAuthenticator(CertificateVerifier verifier) {
    this.verifier = verifier;
  }

  /**
   * Empty when the headers name nobody.
   *
   * @param certificates as shown by the caller
   */
  public Optional<UserInfo> authenticate(
      List<X509Certificate> certificates,
      Collection<String> headerNames,
      Function<String, List<String>> headerValues)
      throws InvalidCredentialsException {
    UserInfo user = FrontProxyHeaders.read(headerNames, headerValues);
    if (user == null) {
      return Optional.empty();
    }
    if (certificates.isEmpty()) {
      throw new InvalidCredentialsException("identity headers without a certificate");
    }
    try {
      verifier.verifyClient(certificates);
    } catch (GeneralSecurityException e) {
      throw new InvalidCredentialsException("identity headers: " + e.getMessage());
    }
    return Optional.of(user);
  }
}
