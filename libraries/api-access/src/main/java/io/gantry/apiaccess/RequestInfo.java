package io.gantry.apiaccess;

import io.gantry.apimodel.FieldSelector;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.GroupVersionResource;

/**
 * What a request is about, read from its method and path by {@link RequestInfoParser}: the
 * attributes that authorization judges and the router goes by.
 *
 * @param resourceRequest false for {@code /version}, {@code /healthz}, discovery and the like: then
 *     only verb (lower-case method) and path are set
 * @param path decoded
 * @param verb get, list, watch, create, update, patch, delete, deletecollection; empty for methods
 *     that mean nothing to a resource
 * @param group empty for core
 * @param namespace empty for cluster-scoped requests and lists over all namespaces. A request for
 *     {@code namespaces/x} has x here as well as in its name, as in Kubernetes: who may read all of
 *     a namespace may read the namespace. Whether a resource is namespaced says its definition, not
 *     this field.
 * @param name empty for collections; for a list or watch whose field selector asks for one {@code
 *     metadata.name}, that name: it is authorized as the one object
 * @param subresource empty for none
 * @param rest what follows the subresource in a proxy path, with its leading slash and still
 *     encoded; else empty
 * @param fieldSelector of a list, watch or deletecollection, for authorizers that look at it;
 *     everything where there is none, or where it does not parse (the verb answers that)
 */
public record RequestInfo(
    boolean resourceRequest,
    String path,
    String verb,
    String group,
    String version,
    String namespace,
    String resource,
    String name,
    String subresource,
    String rest,
    FieldSelector fieldSelector) {

  public RequestInfo(
      boolean resourceRequest,
      String path,
      String verb,
      String group,
      String version,
      String namespace,
      String resource,
      String name,
      String subresource,
      String rest) {
    this(
        resourceRequest,
        path,
        verb,
        group,
        version,
        namespace,
        resource,
        name,
        subresource,
        rest,
        FieldSelector.EVERYTHING);
  }

  /** A request that is about no resource. */
  public static RequestInfo ofPath(String verb, String path) {
    return new RequestInfo(false, path, verb, "", "", "", "", "", "", "");
  }

  /** A request for a resource by a caller in this JVM, whose path nobody parsed. */
  public static RequestInfo of(
      String verb, GroupVersionResource resource, String namespace, String name, String sub) {
    String path = resource.path(namespace, name) + (sub.isEmpty() ? "" : "/" + sub);
    return new RequestInfo(
        true,
        path,
        verb,
        resource.group(),
        resource.version(),
        namespace,
        resource.resource(),
        name,
        sub,
        "");
  }

  /** The same request with what its selector adds to it. */
  public RequestInfo select(FieldSelector selector) {
    String selected = name;
    if (name.isEmpty() && (verb.equals("list") || verb.equals("watch"))) {
      selected = RequestInfoParser.selectedName(selector);
    }
    return new RequestInfo(
        resourceRequest,
        path,
        verb,
        group,
        version,
        namespace,
        resource,
        selected,
        subresource,
        rest,
        selector);
  }

  public GroupResource groupResource() {
    return new GroupResource(group, resource);
  }

  /** The resource as RBAC names it: {@code pods} or {@code pods/log}. */
  public String resourceAndSubresource() {
    return subresource.isEmpty() ? resource : resource + "/" + subresource;
  }
}
