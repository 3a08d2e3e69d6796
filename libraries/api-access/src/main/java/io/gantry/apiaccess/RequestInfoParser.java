package io.gantry.apiaccess;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.FieldSelector;
import io.gantry.apimodel.SelectorSyntaxException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * The one parser of request paths. Gateway and resource-service both use it, so that what was
 * authorized is what is served: a path that two parsers could read differently ({@code //}, an
 * encoded slash, dot segments) is refused. Source of the grammar: Kubernetes' request info.
 */
public final class RequestInfoParser {
  private static final Set<String> NAMESPACE_SUBRESOURCES = Set.of("status", "finalize");
  private static final String NAME_FIELD = "metadata.name";

  private RequestInfoParser() {}

  /**
   * @param rawPath still percent-encoded
   * @param rawQuery still encoded, without question mark; null or empty for none
   * @throws io.gantry.apimodel.StatusException 400 for a path that is not canonical
   */
  public static RequestInfo parse(String method, String rawPath, String rawQuery) {
    return parse(method, rawPath, query(rawQuery));
  }

  /** The same with the query's parameters, decoded. */
  public static RequestInfo parse(
      String method, String rawPath, Map<String, List<String>> parameters) {
    List<String> raw = segments(rawPath);
    List<String> parts = new ArrayList<>(raw.size());
    int proxied = proxiedFrom(raw);
    for (int i = 0; i < raw.size(); i++) {
      // What a proxy passes on is another server's path: only its outline is checked here.
      parts.add(i < proxied ? segment(rawPath, raw.get(i)) : raw.get(i));
    }
    String path = "/" + String.join("/", parts);
    boolean core = !parts.isEmpty() && parts.getFirst().equals("api");
    int prefix = core ? 2 : 3;
    boolean resources = core || (!parts.isEmpty() && parts.getFirst().equals("apis"));
    List<String> own = trimmed(parts);
    if (!resources || own.size() <= prefix) {
      return RequestInfo.ofPath(method.toLowerCase(Locale.ROOT), path);
    }
    String group = core ? "" : own.get(1);
    String version = own.get(prefix - 1);
    return resource(
        path, method, group, version, own.subList(prefix, own.size()), raw, prefix, parameters);
  }

  private static RequestInfo resource(
      String path,
      String method,
      String group,
      String version,
      List<String> rest,
      List<String> raw,
      int prefix,
      Map<String, List<String>> parameters) {
    List<String> parts = rest;
    int consumed = prefix;
    String verb = verb(method);
    if (parts.getFirst().equals("watch") || parts.getFirst().equals("proxy")) {
      // Verbs in the path, from before verbs in the query: watch is served still, proxy is nothing.
      verb = parts.getFirst();
      parts = parts.subList(1, parts.size());
      consumed++;
      if (parts.isEmpty()) {
        return RequestInfo.ofPath(method.toLowerCase(Locale.ROOT), path);
      }
    }
    String namespace = "";
    if (parts.getFirst().equals("namespaces") && parts.size() > 1) {
      namespace = parts.get(1);
      if (parts.size() > 2 && !NAMESPACE_SUBRESOURCES.contains(parts.get(2))) {
        parts = parts.subList(2, parts.size());
        consumed += 2;
      }
    }
    String name = parts.size() > 1 ? parts.get(1) : "";
    String subresource = parts.size() > 2 ? parts.get(2) : "";
    String tail = tail(raw, consumed + 3);
    FieldSelector selector = FieldSelector.EVERYTHING;
    if (name.isEmpty()) {
      verb =
          switch (verb) {
            case "get" -> watches(parameters) ? "watch" : "list";
            case "delete" -> "deletecollection";
            default -> verb;
          };
      selector = selector(parameters);
      if (verb.equals("list") || verb.equals("watch")) {
        name = selectedName(selector);
      }
    }
    return new RequestInfo(
        true,
        path,
        verb,
        group,
        version,
        namespace,
        parts.getFirst(),
        name,
        subresource,
        tail,
        selector);
  }

  private static String verb(String method) {
    return switch (method) {
      case "GET", "HEAD" -> "get";
      case "POST" -> "create";
      case "PUT" -> "update";
      case "PATCH" -> "patch";
      case "DELETE" -> "delete";
      default -> "";
    };
  }

  /** Any value but 0 and false means yes, as in Kubernetes' query conversion. */
  private static boolean watches(Map<String, List<String>> parameters) {
    List<String> values = parameters.get("watch");
    if (values == null || values.isEmpty()) {
      return false;
    }
    String value = values.getFirst().toLowerCase(Locale.ROOT);
    return !value.equals("false") && !value.equals("0");
  }

  private static FieldSelector selector(Map<String, List<String>> parameters) {
    List<String> values = parameters.get("fieldSelector");
    if (values == null || values.isEmpty()) {
      return FieldSelector.EVERYTHING;
    }
    try {
      return FieldSelector.parse(values.getFirst());
    } catch (SelectorSyntaxException e) {
      return FieldSelector.EVERYTHING;
    }
  }

  /** The one name a selector asks for; empty when it asks for none, or for what can be no name. */
  static String selectedName(FieldSelector selector) {
    for (FieldSelector.Term term : selector.terms()) {
      if (term.equal() && term.field().equals(NAME_FIELD)) {
        return isPathSegment(term.value()) ? term.value() : "";
      }
    }
    return "";
  }

  private static boolean isPathSegment(String name) {
    return !name.isEmpty()
        && !name.equals(".")
        && !name.equals("..")
        && name.indexOf('/') < 0
        && name.indexOf('%') < 0;
  }

  /**
   * Where the path of a proxied server begins: the segment behind {@code .../proxy}; the number of
   * segments when there is none.
   */
  private static int proxiedFrom(List<String> raw) {
    int at = raw.isEmpty() || !raw.getFirst().equals("api") ? raw.size() : 2;
    if (at + 1 < raw.size() && raw.get(at).equals("namespaces")) {
      at += 2;
    }
    boolean proxies =
        at + 2 < raw.size()
            && Set.of("pods", "services", "nodes").contains(raw.get(at))
            && raw.get(at + 2).equals("proxy");
    return proxies ? at + 3 : raw.size();
  }

  private static List<String> segments(String rawPath) {
    if (!rawPath.startsWith("/")) {
      throw notCanonical(rawPath);
    }
    List<String> segments = new ArrayList<>(List.of(rawPath.substring(1).split("/", -1)));
    for (int i = 0; i < segments.size(); i++) {
      String segment = segments.get(i);
      boolean last = i == segments.size() - 1;
      if (segment.isEmpty() ? !last : isDots(segment)) {
        throw notCanonical(rawPath);
      }
      for (int c = 0; c < segment.length(); c++) {
        if (segment.charAt(c) == '\\' || segment.charAt(c) == ';' || segment.charAt(c) <= ' ') {
          throw notCanonical(rawPath);
        }
      }
      if (segment.toLowerCase(Locale.ROOT).contains("%2f")) {
        throw notCanonical(rawPath);
      }
    }
    return segments;
  }

  private static boolean isDots(String segment) {
    String decoded = segment.replace("%2e", ".").replace("%2E", ".");
    return decoded.equals(".") || decoded.equals("..");
  }

  /** Decodes a segment; what decodes to something that is no segment is refused. */
  private static String segment(String rawPath, String segment) {
    if (segment.indexOf('%') < 0) {
      return segment;
    }
    String decoded = decode(segment, false);
    if (decoded == null || decoded.chars().anyMatch(c -> c < ' ' || c == '\\' || c == '/')) {
      throw notCanonical(rawPath);
    }
    return decoded;
  }

  private static List<String> trimmed(List<String> parts) {
    boolean slash = !parts.isEmpty() && parts.getLast().isEmpty();
    return slash ? parts.subList(0, parts.size() - 1) : parts;
  }

  private static String tail(List<String> raw, int from) {
    return raw.size() > from ? "/" + String.join("/", raw.subList(from, raw.size())) : "";
  }

  /** Parameters in order; what cannot be decoded is left out, as Go's parser does. */
  public static Map<String, List<String>> query(String rawQuery) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    if (rawQuery == null || rawQuery.isEmpty()) {
      return parameters;
    }
    for (String pair : rawQuery.split("&")) {
      if (pair.isEmpty() || pair.indexOf(';') >= 0) {
        continue;
      }
      int equals = pair.indexOf('=');
      String key = decode(equals < 0 ? pair : pair.substring(0, equals), true);
      String value = decode(equals < 0 ? "" : pair.substring(equals + 1), true);
      if (key != null && value != null) {
        parameters.computeIfAbsent(key, k -> new ArrayList<>(1)).add(value);
      }
    }
    return parameters;
  }

  /** Null when the text is not valid percent-encoded UTF-8. */
  private static String decode(String text, boolean plusIsSpace) {
    if (text.indexOf('%') < 0) {
      return plusIsSpace ? text.replace('+', ' ') : text;
    }
    byte[] from = text.getBytes(StandardCharsets.UTF_8);
    ByteBuffer to = ByteBuffer.allocate(from.length);
    for (int i = 0; i < from.length; i++) {
      if (from[i] == '%') {
        int high = i + 2 < from.length ? Character.digit(from[i + 1], 16) : -1;
        int low = i + 2 < from.length ? Character.digit(from[i + 2], 16) : -1;
        if (high < 0 || low < 0) {
          return null;
        }
        to.put((byte) (high << 4 | low));
        i += 2;
      } else {
        to.put(plusIsSpace && from[i] == '+' ? (byte) ' ' : from[i]);
      }
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(to.flip()).toString();
    } catch (CharacterCodingException e) {
      return null;
    }
  }

  private static io.gantry.apimodel.StatusException notCanonical(String rawPath) {
    return ApiStatus.badRequest("the path is not canonical: " + rawPath).asException();
  }
}
