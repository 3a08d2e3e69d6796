package io.gantry.schemagenerator;

import java.util.List;

/** Turns comments into the descriptions that an OpenAPI document of Kubernetes carries. */
final class DescriptionText {
  private DescriptionText() {}

  /**
   * Joins the lines of a paragraph, keeps empty lines as breaks and indented lines as they are;
   * markers, TODOs and everything below {@code ---} are for developers only.
   */
  static String of(List<String> comment) {
    StringBuilder text = new StringBuilder();
    for (String raw : comment) {
      String line = raw.stripTrailing();
      if (line.equals("---")) {
        break;
      }
      String leading = line.stripLeading();
      if (line.isEmpty()) {
        dropLast(text);
        text.append("\n\n");
      } else if (!leading.startsWith("TODO") && !leading.startsWith("+")) {
        if (line.startsWith(" ") || line.startsWith("\t")) {
          dropLast(text);
          text.append('\n').append(line).append('\n');
        } else {
          text.append(line).append(' ');
        }
      }
    }
    return text.toString().strip();
  }

  private static void dropLast(StringBuilder text) {
    if (!text.isEmpty()) {
      text.setLength(text.length() - 1);
    }
  }

  /**
   * The text for the pinned version: the commented source may be newer, the flattened one is of the
   * right version but has lost its line breaks. Where both say the same words, the breaks are
   * taken; else two spaces are read as a paragraph's end.
   */
  static String choose(String flattened, String commented) {
    if (flattened.isEmpty() || words(flattened).equals(words(commented))) {
      return commented;
    }
    return flattened.strip().replaceAll("(?<=\\S)  (?=\\S)", "\n\n");
  }

  private static String words(String text) {
    return text.replaceAll("\\s+", "");
  }
}
