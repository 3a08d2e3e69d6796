package io.gantry.resource.machinery.verbs;

import io.gantry.resource.machinery.SubresourceView;
import tools.jackson.databind.node.ObjectNode;

/** The object itself, seen as the document that is replaced or patched. */
final class WholeObject implements SubresourceView {
  static final WholeObject VIEW = new WholeObject();

  private WholeObject() {}

  @Override
  public ObjectNode show(ObjectNode object) {
    return object;
  }

  @Override
  public void take(ObjectNode document, ObjectNode object) {
    object.removeAll();
    object.setAll(document);
  }
}
