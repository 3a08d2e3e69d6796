package io.gantry.nodeagent.containers;

import io.gantry.nodeagent.pod.NodeView;

/** What workers must know of their node; asked anew each time. */
public interface NodeFacts {
  NodeView node();

  String clusterDns();

  String clusterDomain();

  /** The node's own resolver settings. */
  ResolvConf resolvConf();

  /** The node's own hosts file. */
  String hostsFile();

  /** Whether containers with a negative OOM score can start on this machine. */
  boolean negativeOomScores();
}
