package io.gantry.nodeagent.network;

import io.gantry.nodeagent.pod.PodAddress;
import io.gantry.nodeagent.runtime.Labels;
import io.gantry.nodeagent.runtime.ObservedContainer;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.zip.CRC32;

/**
 * A veth pair per pod, routed, without a bridge: the pod's default route leads over its link to
 * {@code 169.254.1.1}, the node has one route per pod. So all traffic, also between pods of one
 * node, is forwarded by the kernel's IP layer, where services and policies act. The pair goes with
 * the sandbox's network namespace.
 */
public final class RoutedVeth implements PodNetwork {
  private static final String GATEWAY = "169.254.1.1";

  private final HostCommands commands;
  private final String cluster;
  private final String nodeIp;
  private final Supplier<String> podCidr;
  private final Map<String, String> adopted = new ConcurrentHashMap<>();
  private volatile AddressPool pool;

  /**
   * @param podCidr the node's range; empty as long as it is not assigned
   */
  public RoutedVeth(
      HostCommands commands, String cluster, String nodeIp, Supplier<String> podCidr) {
    this.commands = commands;
    this.cluster = cluster;
    this.nodeIp = nodeIp;
    this.podCidr = podCidr;
  }

  @Override
  public String mode() {
    return "none";
  }

  @Override
  public String notReady() {
    return podCidr.get().isEmpty() ? "the node has no pod CIDR yet" : "";
  }

  private AddressPool pool() {
    if (pool == null) {
      synchronized (this) {
        if (pool == null) {
          AddressPool fresh = new AddressPool(podCidr.get());
          adopted.forEach(fresh::adopt);
          pool = fresh;
        }
      }
    }
    return pool;
  }

  @Override
  public PodAddress reserve(String podUid) {
    return new PodAddress(
        pool()
            .take(podUid)
            .orElseThrow(
                () -> new IllegalStateException("no address is left in " + podCidr.get())));
  }

  @Override
  public PodAddress connect(ObservedContainer sandbox, PodAddress reserved) {
    String link = link(sandbox.id());
    String ip = reserved.ip();
    commands.run(
        """
        link add %1$s type veth peer name eth0 netns %2$d
        addr add %3$s/32 dev %1$s scope link
        link set %1$s up
        route replace %4$s/32 dev %1$s%5$s
        """
            .formatted(link, sandbox.pid(), GATEWAY, ip, source()),
        List.of("ip", "-batch", "-"));
    commands.run(
        """
        link set lo up
        addr add %1$s/32 dev eth0
        link set eth0 up
        route add %2$s dev eth0 scope link
        route add default via %2$s dev eth0
        """
            .formatted(ip, GATEWAY),
        List.of("nsenter", "--net=/proc/" + sandbox.pid() + "/ns/net", "ip", "-batch", "-"));
    return reserved;
  }

  @Override
  public PodAddress reconnect(ObservedContainer sandbox) {
    PodAddress address = new PodAddress(sandbox.labels().getOrDefault(Labels.POD_IP, ""));
    if (!commands.linkExists(link(sandbox.id()))) {
      return connect(sandbox, address);
    }
    // A link that went down took its route along: asserting it again costs nothing.
    commands.run(
        "link set %1$s up\nroute replace %2$s/32 dev %1$s%3$s\n"
            .formatted(link(sandbox.id()), address.ip(), source()),
        List.of("ip", "-batch", "-"));
    return address;
  }

  /** Pods see the node under its address; from loopback nothing may arrive on another link. */
  private String source() {
    return nodeIp.startsWith("127.") ? "" : " src " + nodeIp;
  }

  /** Fifteen characters at most, the same for the same sandbox, another in another cluster. */
  private String link(String sandboxId) {
    CRC32 crc = new CRC32();
    crc.update(cluster.getBytes(StandardCharsets.UTF_8));
    return "gt%04x%s".formatted(crc.getValue() & 0xffff, sandboxId.substring(0, 8));
  }

  @Override
  public void release(String podUid) {
    adopted.remove(podUid);
    if (pool != null) {
      pool.release(podUid);
    }
  }

  @Override
  public synchronized void adopt(Collection<ObservedContainer> sandboxes) {
    for (ObservedContainer sandbox : sandboxes) {
      String ip = sandbox.labels().getOrDefault(Labels.POD_IP, "");
      if (!ip.isEmpty()) {
        adopted.put(sandbox.pod().uid(), ip);
        if (pool != null) {
          pool.adopt(sandbox.pod().uid(), ip);
        }
      }
    }
  }
}
