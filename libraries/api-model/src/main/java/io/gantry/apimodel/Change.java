package io.gantry.apimodel;

/**
 * One committed change of one object.
 *
 * @param object after the change; for a deletion the last state, carrying the deletion's revision
 * @param previous the object before; null for an addition, and where a transport does not know it
 */
public record Change(Type type, ResourceObject object, ResourceObject previous) {
  public enum Type {
    ADDED,
    MODIFIED,
    DELETED
  }

  public long revision() {
    return object.revision();
  }
}
