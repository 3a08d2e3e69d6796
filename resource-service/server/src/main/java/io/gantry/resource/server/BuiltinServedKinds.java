package io.gantry.resource.server;

import io.gantry.apiaccess.Authenticator;
import io.gantry.apiaccess.Authorizer;
import io.gantry.apiaccess.TokenIssuer;
import io.gantry.apiaccess.rbac.RbacPolicySource;
import io.gantry.resource.kinds.AdmissionPlugins;
import io.gantry.resource.kinds.BootstrapObjects;
import io.gantry.resource.kinds.BootstrapReconciler;
import io.gantry.resource.kinds.BuiltinResources;
import io.gantry.resource.kinds.base.KindPorts;
import io.gantry.resource.store.WatchCache;
import java.time.InstantSource;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The kinds of Kubernetes.
 *
 * @param cluster what bootstrap objects say of this cluster
 * @param authenticators answers token reviews, given the cache that knows what tokens are bound to
 * @param tokens signs ServiceAccount tokens
 */
public record BuiltinServedKinds(
    BootstrapObjects.Cluster cluster,
    Function<WatchCache, Authenticator> authenticators,
    TokenIssuer tokens)
    implements ServedKinds.Factory {
  private static final Logger log = LoggerFactory.getLogger(BuiltinServedKinds.class);

  @Override
  public ServedKinds make(
      Authorizer authorizer, RbacPolicySource policies, WatchCache cache, InstantSource clock) {
    return new ServedKinds(
        BuiltinResources.all(
            new KindPorts(
                authorizer,
                authenticators.apply(cache),
                policies,
                tokens,
                new CachedObjects(cache),
                clock)),
        AdmissionPlugins.builtin(pause -> LockSupport.parkNanos(pause.toNanos())),
        client -> {
          int writes = new BootstrapReconciler(client).reconcile(cluster);
          if (writes > 0) {
            log.info("made or put right {} bootstrap objects", writes);
          }
        });
  }
}
