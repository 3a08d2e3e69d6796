package io.gantry.apiaccess;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/** Says who sent a request. */
public interface Authenticator {
  /**
   * @param certificates the chain the client proved to own, leaf first; empty for none. Whether an
   *     authority of ours signed it is for the authenticator to say: a stranger's certificate is
   *     answered with 401, not with a broken connection
   * @param bearerToken without the word Bearer; empty for none
   */
  record Credentials(List<X509Certificate> certificates, String bearerToken) {}

  /** Empty when there are no credentials of this kind; then the next authenticator is asked. */
  Optional<UserInfo> authenticate(Credentials credentials) throws InvalidCredentialsException;

  /** Credentials that are wrong: 401 unless another authenticator knows better. */
  class InvalidCredentialsException extends Exception {
    private static final long serialVersionUID = 1L;

    public InvalidCredentialsException(String message) {
      super(message);
    }
  }
}
