package io.gantry.controlruntime;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Builds the part of a URL after the question mark; empty values are left out. */
final class UrlQuery {
  private final StringBuilder text = new StringBuilder();

  UrlQuery add(String name, String value) {
    if (!value.isEmpty()) {
      text.append(text.isEmpty() ? '?' : '&')
          .append(name)
          .append('=')
          .append(URLEncoder.encode(value, StandardCharsets.UTF_8));
    }
    return this;
  }

  /** With its question mark, or empty. */
  String suffix() {
    return text.toString();
  }
}
