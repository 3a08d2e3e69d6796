package io.gantry.resource.kinds.apiextensions.customresourcedefinition;

import java.util.Optional;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/** Regular expressions in schemas. The syntax is nearly Go's; its words for errors are not. */
final class SchemaPatterns {
  private SchemaPatterns() {}

  static Optional<String> whatIsWrong(String pattern) {
    try {
      Pattern.compile(pattern);
      return Optional.empty();
    } catch (PatternSyntaxException e) {
      return Optional.of("error parsing regexp: " + e.getDescription() + ": `" + pattern + "`");
    }
  }

  /** Whether a pattern is found in a text; a broken one never is. */
  static boolean found(String pattern, String text) {
    try {
      return Pattern.compile(pattern).matcher(text).find();
    } catch (PatternSyntaxException e) {
      return false;
    }
  }
}
