package io.gantry.resource.store.cache;

import io.gantry.apimodel.ObjectKey;
import java.util.Comparator;

/**
 * The order of lists: that of the paths {@code <namespace>/<name>}, where the slash sorts behind
 * {@code -} and {@code .}: {@code kube-system/a} comes before {@code kube/a}, as in Kubernetes.
 */
final class KeyOrder implements Comparator<ObjectKey> {
  static final KeyOrder INSTANCE = new KeyOrder();

  private KeyOrder() {}

  @Override
  public int compare(ObjectKey a, ObjectKey b) {
    int byNamespace = namespaces(a.namespace(), b.namespace());
    return byNamespace != 0 ? byNamespace : a.name().compareTo(b.name());
  }

  private static int namespaces(String a, String b) {
    // Nearly always the same: that is found out many bytes at a time.
    if (a.equals(b)) {
      return 0;
    }
    int common = Math.min(a.length(), b.length());
    for (int i = 0; i < common; i++) {
      if (a.charAt(i) != b.charAt(i)) {
        return a.charAt(i) - b.charAt(i);
      }
    }
    return a.length() > common ? a.charAt(common) - '/' : '/' - b.charAt(common);
  }
}
