package io.gantry.nodeagent.node;

/**
 * How the node is.
 *
 * @param runtimeFault empty when the engine answers
 * @param networkFault empty when pods can be given a network
 */
public record NodeHealth(String runtimeFault, String networkFault) {
  public static final NodeHealth GOOD = new NodeHealth("", "");

  /** Empty when the node is ready, else the Ready condition's message. */
  String unready() {
    if (!runtimeFault.isEmpty()) {
      return "[container runtime is down: " + runtimeFault + "]";
    }
    if (!networkFault.isEmpty()) {
      return "container runtime network not ready: NetworkReady=false"
          + " reason:NetworkPluginNotReady message:"
          + networkFault;
    }
    return "";
  }
}
