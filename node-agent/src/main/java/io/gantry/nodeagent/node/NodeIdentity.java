package io.gantry.nodeagent.node;

/**
 * What a node is called and where it is reached.
 *
 * @param port of the kubelet API
 * @param podCidr asked for at registration; empty where the cluster assigns it
 */
public record NodeIdentity(String name, String ip, int port, String podCidr) {}
