package io.gantry.httpsserver;

/** What a server asks of its clients, beside what its {@code SSLContext} makes of the answer. */
public enum ClientCertificates {
  /** Asked for; a client without one is served too. */
  WANTED,
  /** No certificate that the context trusts, no connection. */
  REQUIRED
}
