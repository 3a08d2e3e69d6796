package io.gantry.nodeagent;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.util.Collections;

/**
 * How an agent is set up.
 *
 * @param cluster the cluster's id: part of every name the agent gives on the machine
 * @param nodeName the Node's name
 * @param nodeIp the address the node is reached at; empty for the first that is not loopback
 * @param dockerHost as DOCKER_HOST; empty for the environment's or the usual socket
 * @param stateDir pods' files on disk
 * @param volatileDir pods' secrets and in-memory volumes; should lie on a tmpfs
 * @param kubeletPort of the kubelet API; 0 for any free one
 * @param podCidr asked for at registration; empty where the cluster assigns it
 * @param clusterDns the cluster DNS's address; empty while there is none
 * @param network how pods get addresses
 */
public record NodeAgentConfig(
    String cluster,
    String nodeName,
    String nodeIp,
    String dockerHost,
    Path stateDir,
    Path volatileDir,
    int kubeletPort,
    String podCidr,
    String clusterDns,
    String clusterDomain,
    Network network) {

  /** How pods get their network. */
  public enum Network {
    /** A routed veth per pod where the tools are there, else Docker's bridge. */
    AUTO,
    ROUTED,
    BRIDGE
  }

  /** The given address, else the first that is not loopback, else 127.0.0.1. */
  public String address() {
    if (!nodeIp.isEmpty()) {
      return nodeIp;
    }
    try {
      for (NetworkInterface card : Collections.list(NetworkInterface.getNetworkInterfaces())) {
        if (card.isLoopback() || !card.isUp() || card.getName().startsWith("docker")) {
          continue;
        }
        for (InetAddress address : Collections.list(card.getInetAddresses())) {
          if (address.getAddress().length == 4 && !address.isLinkLocalAddress()) {
            return address.getHostAddress();
          }
        }
      }
    } catch (SocketException e) {
      return "127.0.0.1";
    }
    return "127.0.0.1";
  }
}
