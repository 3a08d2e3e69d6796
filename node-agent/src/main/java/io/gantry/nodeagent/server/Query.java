package io.gantry.nodeagent.server;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A request's query parameters, in order, repeated ones kept. */
final class Query {
  private final Map<String, List<String>> values = new HashMap<>();

  Query(String raw) {
    if (raw == null || raw.isEmpty()) {
      return;
    }
    for (String part : raw.split("&")) {
      int equals = part.indexOf('=');
      String name = decoded(equals < 0 ? part : part.substring(0, equals));
      String value = equals < 0 ? "" : decoded(part.substring(equals + 1));
      values.computeIfAbsent(name, key -> new ArrayList<>()).add(value);
    }
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text, StandardCharsets.UTF_8);
  }

  List<String> all(String name) {
    return values.getOrDefault(name, List.of());
  }

  String text(String name) {
    List<String> found = all(name);
    return found.isEmpty() ? "" : found.getFirst();
  }

  /** {@code true}, {@code 1}, or present without a value. */
  boolean flag(String name) {
    List<String> found = all(name);
    return !found.isEmpty() && !List.of("false", "0").contains(found.getFirst());
  }

  /** Null when absent. */
  Long number(String name) {
    String text = text(name);
    if (text.isEmpty()) {
      return null;
    }
    try {
      return Long.valueOf(text);
    } catch (NumberFormatException e) {
      throw new RequestException(400, "invalid value of " + name + ": " + text);
    }
  }
}
