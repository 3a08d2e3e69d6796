package io.gantry.resource.server;

import io.gantry.apiaccess.UserInfo;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.ApiClients;
import io.gantry.resource.machinery.ApiHandler;

/**
 * Clients of components in the same JVM: they enter the chain with their own identity, and are
 * authorized and audited like everyone.
 *
 * @param identity the service's own
 */
public record InProcessApiClients(ApiHandler chain, UserInfo identity) implements ApiClients {
  /** Kubernetes' controllers are one program, and managed fields name the program. */
  private static final String CONTROLLERS = "kube-controller-manager";

  @Override
  public ApiClient own(String userAgent) {
    return new InProcessApiClient(chain, identity, userAgent);
  }

  @Override
  public ApiClient controller(String serviceAccount) {
    return new InProcessApiClient(
        chain, UserInfo.serviceAccount("kube-system", serviceAccount), CONTROLLERS);
  }
}
