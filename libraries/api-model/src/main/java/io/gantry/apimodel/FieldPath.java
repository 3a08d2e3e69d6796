package io.gantry.apimodel;

/** Where in an object something is: {@code spec.containers[0].ports[key].name}. Immutable. */
public final class FieldPath {
  private final String text;

  private FieldPath(String text) {
    this.text = text;
  }

  public static FieldPath of(String first) {
    return new FieldPath(first);
  }

  /** The object itself: its children have no leading dot. */
  public static FieldPath root() {
    return new FieldPath("");
  }

  public FieldPath child(String... names) {
    StringBuilder path = new StringBuilder(text);
    for (String name : names) {
      if (!path.isEmpty()) {
        path.append('.');
      }
      path.append(name);
    }
    return new FieldPath(path.toString());
  }

  public FieldPath index(int index) {
    return new FieldPath(text + "[" + index + "]");
  }

  public FieldPath key(String key) {
    return new FieldPath(text + "[" + key + "]");
  }

  @Override
  public String toString() {
    return text.isEmpty() ? "<nil>" : text;
  }
}
