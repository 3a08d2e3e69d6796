package io.gantry.gateway.front;

import io.gantry.apiaccess.Authenticator;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apiaccess.authentication.Impersonation;
import jakarta.servlet.http.HttpServletRequest;
import java.security.cert.X509Certificate;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** Says whom a request acts for: its credentials, then what it asks to be instead. */
public final class ClientIdentity {
  private static final String CERTIFICATES = "jakarta.servlet.request.X509Certificate";
  private static final String BEARER = "Bearer ";

  private final Authenticator authenticator;
  private final Impersonation impersonation;

  public ClientIdentity(Authenticator authenticator, Impersonation impersonation) {
    this.authenticator = authenticator;
    this.impersonation = impersonation;
  }

  UserInfo of(HttpServletRequest request) throws Authenticator.InvalidCredentialsException {
    X509Certificate[] chain = (X509Certificate[]) request.getAttribute(CERTIFICATES);
    Authenticator.Credentials credentials =
        new Authenticator.Credentials(
            chain == null ? List.of() : List.of(chain), bearerToken(request));
    UserInfo user = authenticator.authenticate(credentials).orElse(UserInfo.ANONYMOUS);
    Collection<String> names = Collections.list(request.getHeaderNames());
    if (names.stream().noneMatch(Impersonation::isImpersonation)) {
      return user;
    }
    return impersonation.apply(user, names, name -> Collections.list(request.getHeaders(name)));
  }

  /** Other schemes than Bearer are no credentials here, as in Kubernetes. */
  private static String bearerToken(HttpServletRequest request) {
    String header = request.getHeader("Authorization");
    if (header == null || !header.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
      return "";
    }
    return header.substring(BEARER.length()).strip();
  }
}
