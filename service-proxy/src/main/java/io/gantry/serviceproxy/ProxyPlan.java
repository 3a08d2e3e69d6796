package io.gantry.serviceproxy;

import java.util.List;
import java.util.Map;

/**
 * What the node's packet filter shall do. Sorted throughout, so that equal plans render equally.
 *
 * @param services where connections to a Service's address go
 * @param nodePorts where connections to a port of the node go; the address of the key is empty
 */
record ProxyPlan(Map<Frontend, Backends> services, Map<Frontend, Backends> nodePorts) {

  /**
   * An address and port that clients connect to.
   *
   * @param protocol {@code tcp} or {@code udp}
   */
  record Frontend(String address, String protocol, int port) implements Comparable<Frontend> {
    @Override
    public int compareTo(Frontend other) {
      int byAddress = address.compareTo(other.address);
      if (byAddress != 0) {
        return byAddress;
      }
      int byProtocol = protocol.compareTo(other.protocol);
      return byProtocol != 0 ? byProtocol : Integer.compare(port, other.port);
    }
  }

  record Endpoint(String address, int port) implements Comparable<Endpoint> {
    @Override
    public int compareTo(Endpoint other) {
      int byAddress = address.compareTo(other.address);
      return byAddress != 0 ? byAddress : Integer.compare(port, other.port);
    }
  }

  /**
   * @param affinitySeconds how long a client keeps its endpoint; 0 for no affinity
   * @param local only endpoints of this node were taken, and the client's address is kept
   */
  record Backends(List<Endpoint> endpoints, int affinitySeconds, boolean local) {}
}
