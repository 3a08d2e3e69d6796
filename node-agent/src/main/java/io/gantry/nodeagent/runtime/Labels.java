package io.gantry.nodeagent.runtime;

/** Labels on every container: they alone carry the agent's memory across its restart. */
public final class Labels {
  public static final String CLUSTER = "io.gantry.cluster";
  public static final String NODE = "io.gantry.node";
  public static final String KIND = "io.gantry.kind";
  public static final String POD_UID = "io.gantry.pod.uid";
  public static final String POD_NAME = "io.gantry.pod.name";
  public static final String POD_NAMESPACE = "io.gantry.pod.namespace";
  public static final String POD_IP = "io.gantry.pod.ip";
  public static final String POD_GRACE = "io.gantry.pod.termination-grace-seconds";
  public static final String CONTAINER = "io.gantry.container.name";
  public static final String ATTEMPT = "io.gantry.container.attempt";
  public static final String SPEC_HASH = "io.gantry.container.spec-hash";
  public static final String SANDBOX = "io.gantry.container.sandbox";
  public static final String MESSAGE_PATH = "io.gantry.container.termination-message-path";

  private Labels() {}
}
