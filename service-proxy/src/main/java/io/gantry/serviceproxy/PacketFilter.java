package io.gantry.serviceproxy;

import java.io.IOException;

/** The node's packet filter: takes whole transactions. */
interface PacketFilter {
  /** Applies all of it or nothing; the message of a failure is the filter's own. */
  void apply(String script) throws IOException, InterruptedException;

  /** Makes the cluster IPs reachable from the host's own processes. */
  void route(String serviceCidr, String nodeAddress) throws IOException, InterruptedException;
}
