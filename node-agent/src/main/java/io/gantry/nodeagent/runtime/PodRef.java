package io.gantry.nodeagent.runtime;

/** Names one pod, this very one. */
public record PodRef(String namespace, String name, String uid) {
  /** {@code name_namespace(uid)}, as the kubelet writes a pod in its messages. */
  public String described() {
    return name + "_" + namespace + "(" + uid + ")";
  }
}
