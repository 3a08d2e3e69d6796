package io.gantry.cluster.control;

import java.util.List;

/**
 * What the API serves at this moment, custom resources included: each resource once, in the version
 * to use. Asked again and again; throws when the API does not answer.
 */
@FunctionalInterface
public interface ResourceCatalog {
  List<ServedResource> resources();
}
