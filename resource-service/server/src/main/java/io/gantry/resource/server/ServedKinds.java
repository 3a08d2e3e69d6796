package io.gantry.resource.server;

import io.gantry.apiaccess.Authorizer;
import io.gantry.apiaccess.rbac.RbacPolicySource;
import io.gantry.controlruntime.ApiClient;
import io.gantry.resource.machinery.AdmissionPlugin;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.store.WatchCache;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;

/**
 * What the kinds bring to a resource service.
 *
 * @param resources in discovery's order
 * @param admission in the order they are asked
 * @param bootstrap makes the objects a cluster is born with, at every start; given a client that
 *     may do everything
 */
public record ServedKinds(
    List<ResourceDefinition> resources,
    List<AdmissionPlugin> admission,
    Consumer<ApiClient> bootstrap) {
  /** Makes them once there are an authorizer (for access reviews) and a cache to look into. */
  public interface Factory {
    /**
     * @param policies for reviews of a user's rules
     */
    ServedKinds make(
        Authorizer authorizer, RbacPolicySource policies, WatchCache cache, InstantSource clock);
  }
}
