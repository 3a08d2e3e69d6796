package io.gantry.cluster.control;

import io.gantry.apimodel.GroupKind;
import io.gantry.apimodel.GroupVersionResource;
import java.util.Set;

/**
 * A resource as discovery lists it, in its preferred version; subresources are not listed.
 *
 * @param verbs such as {@code deletecollection}
 */
public record ServedResource(
    GroupVersionResource resource, String kind, boolean namespaced, Set<String> verbs) {

  public GroupKind groupKind() {
    return new GroupKind(resource.group(), kind);
  }

  public boolean supports(String... all) {
    return verbs.containsAll(Set.of(all));
  }
}
