package io.gantry.resource.machinery;

/**
 * Serves one subresource of a kind. Most are views of the object: machinery has {@code status} and
 * {@code scale} ready-made; kinds bring the rest (binding, eviction, token, log ...).
 */
public interface SubresourceHandler {
  ApiAnswer handle(ApiCall call, ResourceDefinition definition, ObjectVerbs verbs);
}
