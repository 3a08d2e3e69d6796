package io.gantry.apimodel;

/** A resource (lower case plural) regardless of version; the core group's name is empty. */
public record GroupResource(String group, String resource) implements Comparable<GroupResource> {
  /** As error messages name it: {@code deployments.apps}, {@code pods}. */
  @Override
  public String toString() {
    return group.isEmpty() ? resource : resource + "." + group;
  }

  @Override
  public int compareTo(GroupResource other) {
    int byGroup = group.compareTo(other.group);
    return byGroup != 0 ? byGroup : resource.compareTo(other.resource);
  }
}
