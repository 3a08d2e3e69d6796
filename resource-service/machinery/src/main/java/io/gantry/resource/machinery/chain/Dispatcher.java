package io.gantry.resource.machinery.chain;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ApiHandler;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.ResourceDefinition.Subresource;
import io.gantry.resource.machinery.ResourceRegistry;
import io.gantry.resource.machinery.SubresourceHandler;
import io.gantry.resource.machinery.Target;
import io.gantry.resource.machinery.subresources.ScaleSubresource;
import io.gantry.resource.machinery.subresources.StatusSubresource;
import io.gantry.resource.machinery.verbs.GenericVerbs;

/** From a call to the verb or subresource that serves it. */
public final class Dispatcher implements ApiHandler {
  private static final SubresourceHandler STATUS = new StatusSubresource();
  private static final SubresourceHandler SCALE = new ScaleSubresource();

  private final ResourceRegistry resources;
  private final GenericVerbs verbs;
  private final ApiHandler documents;

  /**
   * @param documents serves what is no resource: discovery, version, health, OpenAPI
   */
  public Dispatcher(ResourceRegistry resources, GenericVerbs verbs, ApiHandler documents) {
    this.resources = resources;
    this.verbs = verbs;
    this.documents = documents;
  }

  @Override
  public ApiAnswer handle(ApiCall call) {
    RequestInfo request = call.request();
    if (!request.resourceRequest()) {
      return documents.handle(call);
    }
    ResourceDefinition definition =
        resources
            .find(new GroupVersionResource(request.group(), request.version(), request.resource()))
            .orElseThrow(() -> ApiStatus.noSuchPath().asException());
    checkScope(request, definition);
    if (!request.subresource().isEmpty()) {
      return subresource(call, definition);
    }
    if (request.verb().isEmpty()
        || !definition.verbs().contains(request.verb())
        || isMisaddressed(request, definition)) {
      throw GenericVerbs.methodNotAllowed();
    }
    Subresource itself = definition.subresources().get("");
    ApiAnswer answer =
        itself == null
            ? verbs.handle(new Target(call, definition, request.version()))
            : itself.handler().handle(call, definition, verbs);
    return Deprecations.warn(request, definition, answer);
  }

  /** Paths that no resource has: a node in a namespace, a pod outside of one. */
  private static void checkScope(RequestInfo request, ResourceDefinition definition) {
    boolean isNamespace =
        definition.group().isEmpty() && definition.resource().equals("namespaces");
    boolean inNamespace = !request.namespace().isEmpty() && !isNamespace;
    boolean aimsAtOne =
        !request.subresource().isEmpty()
            || (!request.name().isEmpty()
                && !request.verb().equals("list")
                && !request.verb().equals("watch"));
    if (definition.namespaced() ? !inNamespace && aimsAtOne : inNamespace) {
      throw ApiStatus.noSuchPath().asException();
    }
  }

  /** Methods of an object sent to its collection, and the other way round. */
  private static boolean isMisaddressed(RequestInfo request, ResourceDefinition definition) {
    boolean named = !request.name().isEmpty();
    boolean everywhere = definition.namespaced() && request.namespace().isEmpty();
    return switch (request.verb()) {
      case "create", "deletecollection" -> named || everywhere;
      case "get", "update", "patch", "delete" -> !named;
      default -> false;
    };
  }

  private ApiAnswer subresource(ApiCall call, ResourceDefinition definition) {
    RequestInfo request = call.request();
    Subresource subresource = definition.subresources().get(request.subresource());
    if (subresource == null) {
      throw ApiStatus.noSuchPath().asException();
    }
    if (!subresource.verbs().contains(request.verb())) {
      throw GenericVerbs.methodNotAllowed();
    }
    return handler(subresource).handle(call, definition, verbs);
  }

  private static SubresourceHandler handler(Subresource subresource) {
    if (subresource.handler() != null) {
      return subresource.handler();
    }
    return switch (subresource.name()) {
      case "status" -> STATUS;
      case "scale" -> SCALE;
      default -> throw ApiStatus.noSuchPath().asException();
    };
  }
}
