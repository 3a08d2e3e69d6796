package io.gantry.nodeagent.containers;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.pod.PodView;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** The pod's {@code /etc/resolv.conf}, from dnsPolicy, dnsConfig and the node's own file. */
public record ResolvConf(List<String> nameservers, List<String> searches, List<String> options) {
  private static final int NAMESERVERS = 3;
  private static final int SEARCHES = 32;

  /**
   * @param clusterDns the cluster DNS's address; empty while there is none, then {@code
   *     ClusterFirst} falls back to the node's resolver
   */
  public static ResolvConf of(
      PodView pod, String clusterDns, String clusterDomain, ResolvConf node) {
    ResolvConf base =
        switch (policy(pod)) {
          case "None" -> new ResolvConf(List.of(), List.of(), List.of());
          case "ClusterFirst", "ClusterFirstWithHostNet" ->
              clusterDns.isEmpty() ? node : clusterFirst(pod, clusterDns, clusterDomain, node);
          default -> node;
        };
    return base.with(Json.at(pod.spec(), "dnsConfig"));
  }

  private static String policy(PodView pod) {
    String policy = Json.text(pod.spec(), "dnsPolicy");
    return policy.equals("ClusterFirst") && pod.hostNetwork() ? "Default" : policy;
  }

  private static ResolvConf clusterFirst(
      PodView pod, String clusterDns, String clusterDomain, ResolvConf node) {
    Set<String> searches = new LinkedHashSet<>();
    searches.add(pod.ref().namespace() + ".svc." + clusterDomain);
    searches.add("svc." + clusterDomain);
    searches.add(clusterDomain);
    searches.addAll(node.searches);
    return new ResolvConf(List.of(clusterDns), List.copyOf(searches), List.of("ndots:5"));
  }

  private ResolvConf with(JsonNode config) {
    if (config == null) {
      return this;
    }
    Set<String> servers = new LinkedHashSet<>(nameservers);
    servers.addAll(Json.texts(config, "nameservers"));
    Set<String> search = new LinkedHashSet<>(searches);
    search.addAll(Json.texts(config, "searches"));
    Map<String, String> merged = new LinkedHashMap<>();
    for (String option : options) {
      String[] parts = option.split(":", 2);
      merged.put(parts[0], parts.length > 1 ? parts[1] : "");
    }
    for (JsonNode option : Json.items(config, "options")) {
      merged.put(Json.text(option, "name"), Json.text(option, "value"));
    }
    List<String> texts = new ArrayList<>();
    merged.forEach((name, value) -> texts.add(value.isEmpty() ? name : name + ":" + value));
    return new ResolvConf(List.copyOf(servers), List.copyOf(search), texts);
  }

  /** Reads a file of this form. */
  public static ResolvConf parse(String file) {
    List<String> servers = new ArrayList<>();
    List<String> searches = List.of();
    List<String> options = new ArrayList<>();
    for (String line : file.lines().toList()) {
      String[] words = line.trim().split("\\s+");
      List<String> rest = List.of(words).subList(1, words.length);
      switch (words[0]) {
        case "nameserver" -> servers.addAll(rest);
        case "search", "domain" -> searches = rest;
        case "options" -> options.addAll(rest);
        default -> {
          // Comments and what resolvers no longer know.
        }
      }
    }
    return new ResolvConf(servers, searches, options);
  }

  public String content() {
    StringBuilder file = new StringBuilder();
    if (!searches.isEmpty()) {
      file.append("search ")
          .append(String.join(" ", searches.subList(0, Math.min(SEARCHES, searches.size()))))
          .append('\n');
    }
    for (String server : nameservers.subList(0, Math.min(NAMESERVERS, nameservers.size()))) {
      file.append("nameserver ").append(server).append('\n');
    }
    if (!options.isEmpty()) {
      file.append("options ").append(String.join(" ", options)).append('\n');
    }
    return file.toString();
  }
}
