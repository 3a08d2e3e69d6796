package io.gantry.apiaccess.authentication;

import io.gantry.apiaccess.Authenticator;
import io.gantry.apiaccess.UserInfo;
import java.util.List;
import java.util.Optional;

/**
 * Asks one authenticator after the other; the first that knows the client decides. Who shows no
 * credentials is anonymous; who shows some that nobody accepts is refused.
 */
public final class AuthenticatorChain implements Authenticator {
  private final List<Authenticator> authenticators;

  public AuthenticatorChain(Authenticator... authenticators) {
    this.authenticators = List.of(authenticators);
  }

  @Override
  public Optional<UserInfo> authenticate(Credentials credentials)
      throws InvalidCredentialsException {
    InvalidCredentialsException refused = null;
    for (Authenticator authenticator : authenticators) {
      try {
        Optional<UserInfo> user = authenticator.authenticate(credentials);
        if (user.isPresent()) {
          return user;
        }
      } catch (InvalidCredentialsException e) {
        // A client may carry a stale certificate beside a good token: the next one is asked.
        refused = e;
      }
    }
    if (refused != null) {
      throw refused;
    }
    if (!credentials.bearerToken().isEmpty()) {
      throw new InvalidCredentialsException("invalid bearer token");
    }
    return Optional.of(UserInfo.ANONYMOUS);
  }
}
