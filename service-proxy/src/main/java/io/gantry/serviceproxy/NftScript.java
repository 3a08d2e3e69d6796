package io.gantry.serviceproxy;

import io.gantry.serviceproxy.ProxyPlan.Backends;
import io.gantry.serviceproxy.ProxyPlan.Endpoint;
import io.gantry.serviceproxy.ProxyPlan.Frontend;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Renders a plan as one atomic nftables transaction: the table is replaced as a whole. Flat maps,
 * one chain for each number of endpoints: a service costs map elements, not chains, so that loading
 * and look-ups do not grow with the number of services (DESIGN.md).
 *
 * <p>A service without endpoints is refused at once: TCP by a reset, because a plain reject makes
 * clients wait for a retransmission.
 */
final class NftScript {
  private final String table;
  private final String nodeAddress;
  private final String serviceCidr;

  /**
   * @param table the table's name, which carries the cluster's
   * @param nodeAddress what masqueraded connections come from
   * @param serviceCidr all cluster IPs: what no service has is refused
   */
  NftScript(String table, String nodeAddress, String serviceCidr) {
    this.table = table;
    this.nodeAddress = nodeAddress;
    this.serviceCidr = serviceCidr;
  }

  String render(ProxyPlan plan) {
    SortedSet<String> chains = new TreeSet<>();
    List<String> services = new ArrayList<>();
    List<String> endpoints = new ArrayList<>();
    List<String> nodePorts = new ArrayList<>();
    List<String> nodeEndpoints = new ArrayList<>();
    SortedSet<String> hairpins = new TreeSet<>();
    for (Map.Entry<Frontend, Backends> entry : plan.services().entrySet()) {
      Backends backends = entry.getValue();
      Frontend at = entry.getKey();
      if (backends.endpoints().isEmpty()) {
        continue;
      }
      String key = at.address() + " . " + at.protocol() + " . " + at.port();
      services.add(key + " : goto " + chain(chains, "svc", backends));
      addSlots(endpoints, key, backends);
      backends.endpoints().forEach(e -> hairpins.add(e.address() + " . " + e.address()));
    }
    for (Map.Entry<Frontend, Backends> entry : plan.nodePorts().entrySet()) {
      Backends backends = entry.getValue();
      if (backends.endpoints().isEmpty()) {
        continue;
      }
      String key = entry.getKey().protocol() + " . " + entry.getKey().port();
      nodePorts.add(key + " : goto " + chain(chains, backends.local() ? "npl" : "np", backends));
      addSlots(nodeEndpoints, key, backends);
      backends.endpoints().forEach(e -> hairpins.add(e.address() + " . " + e.address()));
    }
    SortedMap<Boolean, List<String>> external = new TreeMap<>();
    for (Frontend at : plan.services().keySet()) {
      external.computeIfAbsent(true, x -> new ArrayList<>()).add(at.address());
    }
    String vips =
        external.getOrDefault(true, List.of()).stream()
            .distinct()
            .collect(Collectors.joining(", "));
    StringBuilder out = new StringBuilder();
    out.append("table ip ").append(table).append('\n');
    out.append("delete table ip ").append(table).append('\n');
    out.append("table ip ").append(table).append(" {\n");
    map(out, "svc", "ipv4_addr . inet_proto . inet_service : verdict", services);
    map(
        out,
        "eps",
        "ipv4_addr . inet_proto . inet_service . mark : ipv4_addr . inet_service",
        endpoints);
    map(out, "np", "inet_proto . inet_service : verdict", nodePorts);
    map(out, "npeps", "inet_proto . inet_service . mark : ipv4_addr . inet_service", nodeEndpoints);
    out.append("  map aff { type ipv4_addr . ipv4_addr . inet_proto . inet_service : mark; ")
        .append("flags dynamic,timeout; size 65536; timeout 3h; }\n");
    out.append("  set hairpin { type ipv4_addr . ipv4_addr;")
        .append(elements(hairpins))
        .append(" }\n");
    out.append("  set vips { type ipv4_addr; flags interval; auto-merge; elements = { ")
        .append(serviceCidr)
        .append(vips.isEmpty() ? "" : ", " + vips)
        .append(" } }\n");
    out.append("  chain dnat_svc {\n    dnat ip to ip daddr . meta l4proto . th dport . meta mark")
        .append(" map @eps\n  }\n");
    chains.forEach(out::append);
    out.append(
        """
          chain services {
            ip daddr . meta l4proto . th dport vmap @svc
            fib daddr type local ip daddr != 127.0.0.0/8 meta l4proto . th dport vmap @np
          }
          chain prerouting {
            type nat hook prerouting priority dstnat - 5; policy accept;
            goto services
          }
          chain output {
            type nat hook output priority -105; policy accept;
            goto services
          }
          chain postrouting {
            type nat hook postrouting priority srcnat + 5; policy accept;
            ct status dnat ip saddr . ip daddr @hairpin snat to %1$s
            ct status dnat ct mark & 0x4000 == 0x4000 snat to %1$s
          }
          chain refuse {
            ip daddr @vips meta l4proto tcp reject with tcp reset
            ip daddr @vips reject
          }
          chain filter_prerouting {
            type filter hook prerouting priority dstnat + 10; policy accept;
            ct state new jump refuse
          }
          chain filter_output {
            type filter hook output priority -90; policy accept;
            ct state new jump refuse
          }
        }
        """
            .formatted(nodeAddress));
    return out.toString();
  }

  /** Names the chain that picks one of so many endpoints, and adds it when it is new. */
  private static String chain(SortedSet<String> chains, String kind, Backends backends) {
    int count = backends.endpoints().size();
    boolean service = kind.equals("svc");
    int seconds = service ? backends.affinitySeconds() : 0;
    String name = kind + count + (seconds > 0 ? "_aff" + seconds : "");
    String pick = count == 1 ? "meta mark set 0" : "meta mark set numgen random mod " + count;
    StringBuilder text = new StringBuilder("  chain ").append(name).append(" {\n");
    if (kind.equals("np")) {
      text.append("    ct mark set ct mark or 0x4000\n");
    }
    if (seconds > 0) {
      String client = "ip saddr . ip daddr . meta l4proto . th dport";
      text.append("    meta mark set ").append(client).append(" map @aff goto dnat_svc\n");
      text.append("    ").append(pick).append('\n');
      text.append("    update @aff { ").append(client).append(" timeout ").append(seconds);
      text.append("s : meta mark }\n");
    } else {
      text.append("    ").append(pick).append('\n');
    }
    text.append(
        service
            ? "    goto dnat_svc\n"
            : "    dnat ip to meta l4proto . th dport . meta mark map @npeps\n");
    chains.add(text.append("  }\n").toString());
    return name;
  }

  private static void addSlots(List<String> into, String key, Backends backends) {
    int slot = 0;
    for (Endpoint endpoint : backends.endpoints()) {
      into.add(key + " . " + slot++ + " : " + endpoint.address() + " . " + endpoint.port());
    }
  }

  private static void map(StringBuilder out, String name, String type, List<String> elements) {
    out.append("  map ").append(name).append(" { type ").append(type).append(";");
    out.append(elements(elements)).append(" }\n");
  }

  private static String elements(java.util.Collection<String> elements) {
    return elements.isEmpty() ? "" : " elements = { " + String.join(", ", elements) + " };";
  }
}
