package io.gantry.e2e;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Replaces what differs from run to run (ids, times, addresses, ages, hashes) by words, as was done
 * when the stories were recorded, so that everything else can be compared literally.
 */
final class Normaliser {
  private static final String ID = "[bcdfghjklmnpqrstvwxz2456789]";

  private record Rule(Pattern pattern, String word) {
    Rule(String pattern, String word) {
      this(Pattern.compile(pattern), word);
    }
  }

  /** In order: earlier rules keep later ones from seeing parts of what they replace. */
  private static final List<Rule> RULES =
      List.of(
          new Rule(
              "(in )[\\d.]+m?s \\([\\d.]+m?s including waiting\\)\\. Image size: \\d+ bytes\\.",
              "$1<age>"),
          new Rule("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "<uid>"),
          new Rule("(\\w{3}, )?\\d{2} \\w{3} \\d{4} \\d{2}:\\d{2}:\\d{2} [+-]\\d{4}", "<time>"),
          new Rule(
              "\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}:\\d{2}(\\.\\d+)?(Z|[+-]\\d{2}:\\d{2})", "<time>"),
          new Rule("(docker|containerd|cri-o)://[0-9a-f]{64}", "<container>"),
          new Rule("[\\w./:-]*@?sha256:[0-9a-f]{64}", "<image-id>"),
          new Rule("docker\\.io/library/", ""),
          new Rule("(resourceVersion\"?: \"?|Resource Version: +)\\d+", "$1<rv>"),
          new Rule(
              "\\b(?!127\\.0\\.0\\.1\\b|0\\.0\\.0\\.0\\b|255\\.|10\\.96\\.0\\.1\\b)"
                  + "\\d{1,3}(\\.\\d{1,3}){3}\\b",
              "<ip>"),
          new Rule("([-=])(" + ID + "{8,10}|\\d[0-9a-z]{7,9})-" + ID + "{5}\\b", "$1<hash>-<id>"),
          new Rule("(pod-template-hash[=:] ?\"?)" + ID + "+\\b", "$1<hash>"),
          new Rule("(controller-revision-hash[=:] ?\"?)([a-z0-9-]*-)?" + ID + "+\\b", "$1$2<hash>"),
          new Rule("-(?=[a-z]*\\d)" + ID + "{8,10}\\b", "-<hash>"),
          new Rule("-(?!1234)" + ID + "{5}\\b(?![.-])", "-<id>"),
          new Rule("\\(x\\d+ over [\\dhms]+\\)", "(x<n> over <age>)"),
          new Rule("(?<![\\w.:\"-])(((\\d+d)?(\\d+h)?(\\d+m)?\\d+s)|[2-9]m)(?![\\w.\"-])", "<age>"),
          new Rule("X509SHA256=[0-9a-f]{64}", "X509SHA256=<hash>"),
          new Rule(
              "(?<=nodePort: )\\d+|(?<=\"nodePort\":)\\d+|\\b3[0-2]\\d{3}(?=/(TCP|UDP))",
              "<node-port>"),
          new Rule("\\bv\\d+\\.\\d+\\.\\d+[\\w.+$:%-]*", "<version>"));

  private Normaliser() {}

  /**
   * @param names words for names of this cluster, such as its node's
   */
  static List<String> lines(String text, Map<String, String> names) {
    String result = text;
    for (Map.Entry<String, String> name : names.entrySet()) {
      result =
          result.replaceAll(
              "(?<![\\w-])" + Pattern.quote(name.getKey()) + "(?![\\w-])", name.getValue());
    }
    for (Rule rule : RULES) {
      result = rule.pattern.matcher(result).replaceAll(rule.word);
    }
    return result
        .lines()
        .map(line -> line.stripTrailing().replaceAll("(?<=\\S) {2,}", "  "))
        .filter(line -> !line.isEmpty())
        .toList();
  }
}
