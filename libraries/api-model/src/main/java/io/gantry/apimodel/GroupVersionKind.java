package io.gantry.apimodel;

/** A kind of object in one version of its group; the core group's name is empty. */
public record GroupVersionKind(String group, String version, String kind) {
  public GroupVersion groupVersion() {
    return new GroupVersion(group, version);
  }

  public GroupKind groupKind() {
    return new GroupKind(group, kind);
  }

  public String apiVersion() {
    return groupVersion().apiVersion();
  }
}
