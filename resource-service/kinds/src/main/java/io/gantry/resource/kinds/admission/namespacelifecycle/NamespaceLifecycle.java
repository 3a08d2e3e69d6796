package io.gantry.resource.kinds.admission.namespacelifecycle;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.resource.machinery.AdmissionPlugin;
import io.gantry.resource.store.Commit;
import java.util.List;
import java.util.Set;

/**
 * Nothing is created in a namespace that does not exist or is on its way out. The judgement is made
 * on a cached namespace and guarded by its revision: a namespace that starts to go in the meantime
 * refuses the commit.
 */
public final class NamespaceLifecycle implements AdmissionPlugin {
  private static final GroupResource NAMESPACES = new GroupResource("", "namespaces");
  private static final Set<String> IMMORTAL = Set.of("default", "kube-system", "kube-public");

  @Override
  public String name() {
    return "NamespaceLifecycle";
  }

  @Override
  public void admit(Attributes attributes) {
    GroupResource resource = attributes.context().definition().groupResource();
    if (resource.equals(NAMESPACES)) {
      keepImmortal(attributes);
      return;
    }
    String namespace = attributes.request().namespace();
    if (attributes.operation() != Operation.CREATE
        || namespace.isEmpty()
        || !attributes.request().subresource().isEmpty()) {
      return;
    }
    ObjectKey key = new ObjectKey(NAMESPACES, "", namespace);
    ResourceObject found =
        attributes
            .context()
            .read(key)
            .orElseThrow(() -> ApiStatus.notFound(NAMESPACES, namespace).asException());
    if (found.deleting()) {
      throw terminating(attributes, resource, namespace);
    }
    attributes.context().require(new Commit.Guard.HasRevision(key, found.revision()));
  }

  private static void keepImmortal(Attributes attributes) {
    String name = attributes.request().name();
    if (attributes.operation() == Operation.DELETE && IMMORTAL.contains(name)) {
      throw ApiStatus.forbidden(NAMESPACES, name, "this namespace may not be deleted")
          .asException();
    }
  }

  private static StatusException terminating(
      Attributes attributes, GroupResource resource, String namespace) {
    ApiStatus plain =
        ApiStatus.forbidden(
            resource,
            Json.text(attributes.object(), "metadata", "name"),
            "unable to create new content in namespace "
                + namespace
                + " because it is being terminated");
    ApiStatus.Cause cause =
        new ApiStatus.Cause(
            "NamespaceTerminating",
            "namespace " + namespace + " is being terminated",
            "metadata.namespace");
    ApiStatus.Details details = plain.details();
    return new ApiStatus(
            plain.code(),
            plain.reason(),
            plain.message(),
            new ApiStatus.Details(
                details.name(), details.group(), details.kind(), "", List.of(cause), 0))
        .asException();
  }
}
