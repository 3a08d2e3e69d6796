package io.gantry.nodeagent.containers;

import java.util.List;
import java.util.Map;

/**
 * {@code $(NAME)} in command, arguments and variables: replaced where NAME is known, left as it is
 * where not; {@code $$} is a dollar sign that begins nothing.
 */
public final class Expansion {
  private Expansion() {}

  public static String expand(String text, Map<String, String> variables) {
    StringBuilder result = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      if (c != '$' || at + 1 == text.length()) {
        result.append(c);
        at++;
        continue;
      }
      char next = text.charAt(at + 1);
      if (next == '$') {
        result.append('$');
        at += 2;
      } else if (next == '(') {
        int end = text.indexOf(')', at + 2);
        if (end < 0) {
          result.append("$(");
          at += 2;
          continue;
        }
        String value = variables.get(text.substring(at + 2, end));
        result.append(value == null ? text.substring(at, end + 1) : value);
        at = end + 1;
      } else {
        result.append(c).append(next);
        at += 2;
      }
    }
    return result.toString();
  }

  public static List<String> expandAll(List<String> texts, Map<String, String> variables) {
    return texts.stream().map(text -> expand(text, variables)).toList();
  }
}
