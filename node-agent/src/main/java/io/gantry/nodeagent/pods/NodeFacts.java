package io.gantry.nodeagent.pods;

import io.gantry.nodeagent.containers.NodeView;
import io.gantry.nodeagent.containers.ResolvConf;

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
