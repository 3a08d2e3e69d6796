package io.gantry.resource.kinds.core;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.FieldError;
import io.gantry.resource.machinery.ApiCall;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/**
 * What a proxy path names: {@code [scheme:]name[:port]}.
 *
 * @param scheme empty for the default
 * @param port a number or a name; empty for the default
 */
public record ProxyTarget(String scheme, String name, String port) {
  public static ProxyTarget parse(String text) {
    String[] parts = text.split(":", -1);
    return switch (parts.length) {
      case 1 -> new ProxyTarget("", parts[0], "");
      case 2 -> new ProxyTarget("", parts[0], parts[1]);
      case 3 -> new ProxyTarget(parts[0], parts[1], parts[2]);
      default ->
          throw ApiStatus.badRequest("invalid proxy request " + FieldError.quoted(text))
              .asException();
    };
  }

  public int portNumber() {
    try {
      return Integer.parseInt(port);
    } catch (NumberFormatException e) {
      throw ApiStatus.badRequest("invalid port " + FieldError.quoted(port)).asException();
    }
  }

  /** The path behind the proxy, with the request's query. */
  public static String path(ApiCall call) {
    String rest = call.request().rest();
    return withQuery(rest.isEmpty() ? "/" : rest, call.query());
  }

  public static String withQuery(String path, Map<String, List<String>> query) {
    StringBuilder out = new StringBuilder(path);
    char separator = '?';
    for (Map.Entry<String, List<String>> parameter : query.entrySet()) {
      for (String value : parameter.getValue()) {
        out.append(separator)
            .append(URLEncoder.encode(parameter.getKey(), StandardCharsets.UTF_8))
            .append('=')
            .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
        separator = '&';
      }
    }
    return out.toString();
  }
}
