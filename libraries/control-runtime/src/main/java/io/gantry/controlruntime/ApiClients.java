package io.gantry.controlruntime;

/**
 * Makes clients for the identities a service acts under: each controller writes as the
 * ServiceAccount Kubernetes gives it, so that RBAC and managed fields say who did what.
 */
public interface ApiClients {
  /** The service's own identity, such as {@code system:kube-scheduler}. */
  ApiClient own(String userAgent);

  /**
   * A controller's ServiceAccount in {@code kube-system}, such as {@code deployment-controller}.
   */
  ApiClient controller(String serviceAccount);
}
