package io.gantry.controlruntime;

import java.time.InstantSource;

/**
 * Clients of a service in a process of its own. Its certificate (or token) speaks for itself; its
 * controllers speak as ServiceAccounts, with tokens it asks for. Those go over a second connection
 * that shows no certificate, because a certificate would win over the token.
 */
public final class HttpApiClients implements ApiClients {
  private final HttpEndpoint own;
  private final HttpEndpoint anonymous;
  private final TokenSource ownTokens;
  private final InstantSource clock;

  /**
   * @param own with the service's client certificate, if that is how it shows who it is
   * @param anonymous the same address, trusting the same CA, without a client certificate
   */
  public HttpApiClients(
      HttpEndpoint own, HttpEndpoint anonymous, TokenSource ownTokens, InstantSource clock) {
    this.own = own;
    this.anonymous = anonymous;
    this.ownTokens = ownTokens;
    this.clock = clock;
  }

  @Override
  public ApiClient own(String userAgent) {
    return new HttpApiClient(own, ownTokens, userAgent);
  }

  /** Named as Kubernetes names the client of a controller, so that managed fields agree. */
  @Override
  public ApiClient controller(String serviceAccount) {
    ApiClient requester = own("kube-controller-manager/v1.32.5 token-requester");
    return new HttpApiClient(
        anonymous,
        new ServiceAccountTokens(requester, serviceAccount, clock),
        "kube-controller-manager/v1.32.5 (linux/amd64) gantry/system:serviceaccount:kube-system:"
            + serviceAccount);
  }
}
