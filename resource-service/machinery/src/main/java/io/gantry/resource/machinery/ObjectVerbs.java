package io.gantry.resource.machinery;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.ResourceObject;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** What a {@link SubresourceHandler} uses of the generic verbs. */
public interface ObjectVerbs {
  /** A fresh read; 404 as a {@code StatusException}. */
  ResourceObject get(ResourceDefinition definition, String namespace, String name);

  /**
   * Reads, changes, admits, validates and commits; judged again on the newest state while others
   * change the object too. Refusals thrown by the change go through.
   *
   * @param change edits the tree (storage version) in place
   */
  ResourceObject change(ApiCall call, ResourceDefinition definition, Consumer<ObjectNode> change);

  /** Decodes the call's body as a kind, strictly or not as the call asks; 400 and 415 as usual. */
  ObjectNode decode(ApiCall call, io.gantry.apimodel.GroupVersionKind expected);

  /** Deletes as the DELETE verb does, admission included. */
  ResourceObject delete(ApiCall call, ResourceDefinition definition, DeleteOptions options);

  /**
   * Serves get, update and patch of a view: what {@link #change} does, for subresources that
   * clients read, replace and patch as a document of its own ({@code status}, {@code scale}).
   */
  ApiAnswer serve(ApiCall call, ResourceDefinition definition, SubresourceView view);

  /** Encodes an object of any kind as the call accepts it. */
  ApiAnswer answer(ApiCall call, int code, ObjectNode object);
}
