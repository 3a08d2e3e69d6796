package io.gantry.resource.server;

import io.gantry.apiaccess.Authorizer;
import io.gantry.resource.machinery.AdmissionPlugin;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.store.WatchCache;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the kinds bring to a resource service.
 *
 * @param resources in discovery's order
 * @param admission in the order they are asked
 * @param nodeAuthorizer asked before RBAC; has no opinion on what is no node's
 * @param bootstrapObjects made at start where they are missing, in this order
 */
public record ServedKinds(
    List<ResourceDefinition> resources,
    List<AdmissionPlugin> admission,
    Authorizer nodeAuthorizer,
    List<ObjectNode> bootstrapObjects) {
  /** Makes them once there are an authorizer (for access reviews) and a cache to look into. */
  public interface Factory {
    ServedKinds make(Authorizer authorizer, WatchCache cache);
  }
}
