package io.gantry.resource.kinds.core.podspec;

import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.machinery.validation.Formats;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.NetworkRules;
import java.util.List;
import tools.jackson.databind.JsonNode;

/** A pod's own name servers. */
final class DnsRules {
  private DnsRules() {}

  static void validate(Findings out, FieldPath path, JsonNode spec) {
    JsonNode config = Json.at(spec, "dnsConfig");
    List<String> servers = Json.texts(config, "nameservers");
    if (Json.text(spec, "dnsPolicy").equals("None")) {
      if (config == null) {
        out.required(path, "must provide `dnsConfig` when `dnsPolicy` is None");
        return;
      }
      if (servers.isEmpty()) {
        out.required(
            path.child("nameservers"),
            "must provide at least one DNS nameserver when `dnsPolicy` is None");
        return;
      }
    }
    if (servers.size() > 3) {
      out.invalid(
          path.child("nameservers"),
          GoText.strings(servers),
          "must not have more than 3 nameservers");
    }
    for (int i = 0; i < servers.size(); i++) {
      out.add(NetworkRules.ip(path.child("nameservers").index(i), servers.get(i)));
    }
    searches(out, path.child("searches"), Json.texts(config, "searches"));
    int i = 0;
    for (JsonNode option : Json.items(config, "options")) {
      FieldPath at = path.child("options").index(i++);
      if (Json.text(option, "name").isEmpty()) {
        out.required(at, "must not be empty");
      }
    }
  }

  private static void searches(Findings out, FieldPath path, List<String> searches) {
    if (searches.size() > 32) {
      out.invalid(path, GoText.strings(searches), "must not have more than 32 search paths");
    }
    if (String.join(" ", searches).length() > 2048) {
      out.invalid(
          path,
          GoText.strings(searches),
          "must not have more than 2048 characters (including spaces) in the search list");
    }
    for (int i = 0; i < searches.size(); i++) {
      String search = searches.get(i);
      String trimmed = search.endsWith(".") ? search.substring(0, search.length() - 1) : search;
      out.format(path.index(i), trimmed, Formats::dns1123Subdomain);
    }
  }
}
