package io.gantry.nodeagent.pod;

/**
 * @param ip of the pod; empty while it has none
 */
public record PodAddress(String ip) {
  public static final PodAddress NONE = new PodAddress("");
}
