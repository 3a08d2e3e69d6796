package io.gantry.resource.server;

import io.gantry.apiaccess.Authenticator.InvalidCredentialsException;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apiaccess.authentication.FrontProxyAuthenticator;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.List;
import java.util.Optional;

/**
 * The gateway runs in another process: its headers are believed when its certificate was signed by
 * the front-proxy authority.
 */
public record FrontProxyIdentity(FrontProxyAuthenticator authenticator) implements CallerIdentity {
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";

  @Override
  public Optional<UserInfo> of(HttpServletRequest request) {
    List<X509Certificate> certificates =
        request.getAttribute(CERTIFICATES) instanceof X509Certificate[] chain
            ? List.of(chain)
            : List.of();
    try {
      return authenticator.authenticate(
          certificates,
          Collections.list(request.getHeaderNames()),
          name -> Collections.list(request.getHeaders(name)));
    } catch (InvalidCredentialsException e) {
      // Answered with 401, as for a caller without any: why is nobody's business.
      return Optional.empty();
    }
  }
}
