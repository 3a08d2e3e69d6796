package io.gantry.apimodel;

/** A kind regardless of version; the core group's name is empty. */
public record GroupKind(String group, String kind) {
  /** As error messages name it: {@code Deployment.apps}, {@code Pod}. */
  @Override
  public String toString() {
    return group.isEmpty() ? kind : kind + "." + group;
  }
}
