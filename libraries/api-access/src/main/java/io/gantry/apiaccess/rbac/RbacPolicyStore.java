package io.gantry.apiaccess.rbac;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Keeps the policy current from what it is told of the four kinds of RBAC objects. Changes are
 * serialized by the monitor; readers take the snapshot of the moment without waiting. A change
 * costs its own namespace (or the cluster-wide part), not the whole policy.
 */
public final class RbacPolicyStore implements RbacPolicySource {
  private static final String GROUP = "rbac.authorization.k8s.io";
  public static final GroupResource CLUSTER_ROLES = new GroupResource(GROUP, "clusterroles");
  public static final GroupResource CLUSTER_ROLE_BINDINGS =
      new GroupResource(GROUP, "clusterrolebindings");
  public static final GroupResource ROLES = new GroupResource(GROUP, "roles");
  public static final GroupResource ROLE_BINDINGS = new GroupResource(GROUP, "rolebindings");

  /** What the store wants to be told of. */
  public static final List<GroupResource> RESOURCES =
      List.of(CLUSTER_ROLES, CLUSTER_ROLE_BINDINGS, ROLES, ROLE_BINDINGS);

  private final Map<String, RoleRules> clusterRoles = new HashMap<>();
  private final Map<String, RoleBinding> clusterBindings = new TreeMap<>();
  private final Map<String, Map<String, RoleRules>> roles = new HashMap<>();
  private final Map<String, Map<String, RoleBinding>> bindings = new HashMap<>();
  private Map<String, List<PolicyRule>> resolvedRoles = Map.of();
  private RbacPolicy.Part clusterPart = RbacPolicy.Part.EMPTY;
  private Map<String, RbacPolicy.Part> namespaceParts = new HashMap<>();
  private volatile RbacPolicy current = RbacPolicy.EMPTY;

  @Override
  public RbacPolicy current() {
    return current;
  }

  /** The whole state of one of {@link #RESOURCES}. */
  public synchronized void replace(GroupResource resource, List<ResourceObject> objects) {
    if (resource.equals(CLUSTER_ROLES)) {
      clusterRoles.clear();
    } else if (resource.equals(CLUSTER_ROLE_BINDINGS)) {
      clusterBindings.clear();
    } else if (resource.equals(ROLES)) {
      roles.clear();
    } else if (resource.equals(ROLE_BINDINGS)) {
      bindings.clear();
    }
    objects.forEach(this::put);
    refreshCluster(resource);
    Map<String, RbacPolicy.Part> parts = new HashMap<>();
    if (resource.equals(ROLES) || resource.equals(ROLE_BINDINGS)) {
      Set<String> all = new java.util.HashSet<>(roles.keySet());
      all.addAll(bindings.keySet());
      all.forEach(namespace -> parts.put(namespace, part(namespace)));
      namespaceParts = parts;
    }
    publish();
  }

  public synchronized void apply(Change change) {
    ResourceObject object = change.object();
    if (change.type() == Change.Type.DELETED) {
      remove(object.key());
    } else {
      put(object);
    }
    GroupResource resource = object.key().resource();
    refreshCluster(resource);
    if (resource.equals(ROLES) || resource.equals(ROLE_BINDINGS)) {
      // Published snapshots share the map: a new one is made for each change.
      namespaceParts = new HashMap<>(namespaceParts);
      namespaceParts.put(object.namespace(), part(object.namespace()));
    }
    publish();
  }

  private void put(ResourceObject object) {
    GroupResource resource = object.key().resource();
    if (resource.equals(CLUSTER_ROLES)) {
      clusterRoles.put(object.name(), RoleRules.of(object));
    } else if (resource.equals(CLUSTER_ROLE_BINDINGS)) {
      clusterBindings.put(object.name(), RoleBinding.of(object));
    } else if (resource.equals(ROLES)) {
      roles
          .computeIfAbsent(object.namespace(), n -> new HashMap<>())
          .put(object.name(), RoleRules.of(object));
    } else if (resource.equals(ROLE_BINDINGS)) {
      bindings
          .computeIfAbsent(object.namespace(), n -> new TreeMap<>())
          .put(object.name(), RoleBinding.of(object));
    }
  }

  private void remove(ObjectKey key) {
    if (key.resource().equals(CLUSTER_ROLES)) {
      clusterRoles.remove(key.name());
    } else if (key.resource().equals(CLUSTER_ROLE_BINDINGS)) {
      clusterBindings.remove(key.name());
    } else if (key.resource().equals(ROLES)) {
      roles.getOrDefault(key.namespace(), new HashMap<>()).remove(key.name());
    } else if (key.resource().equals(ROLE_BINDINGS)) {
      bindings.getOrDefault(key.namespace(), new HashMap<>()).remove(key.name());
    }
  }

  private void refreshCluster(GroupResource resource) {
    if (resource.equals(CLUSTER_ROLES)) {
      resolvedRoles = RbacPolicy.resolve(clusterRoles);
    } else if (resource.equals(CLUSTER_ROLE_BINDINGS)) {
      clusterPart = RbacPolicy.Part.of(List.of(), clusterBindings.values());
    }
  }

  private RbacPolicy.Part part(String namespace) {
    return RbacPolicy.Part.of(
        roles.getOrDefault(namespace, Map.of()).values(),
        bindings.getOrDefault(namespace, Map.of()).values());
  }

  private void publish() {
    current = new RbacPolicy(resolvedRoles, clusterPart, namespaceParts);
  }
}
