package io.gantry.apiaccess;

/**
 * What a request is about, read from its method and path by {@code RequestInfoParser}.
 *
 * @param resourceRequest false for {@code /version}, {@code /healthz}, discovery and the like: then
 *     only verb (lower-case method) and path are set
 * @param verb get, list, watch, create, update, patch, delete, deletecollection
 * @param group empty for core
 * @param namespace empty for cluster-scoped requests and lists over all namespaces
 * @param name empty for collections
 * @param subresource empty for none
 * @param rest what follows the subresource in a proxy path, with its leading slash; else empty
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
    String rest) {}
