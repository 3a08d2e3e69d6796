package io.gantry.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A recorded kubectl session, read from its text form (resources/stories/README.md). */
record Story(String name, List<Step> steps) {

  sealed interface Step {
    /** What a test of this step is called. */
    String title();

    /** Writes a file into the story's folder. */
    record WriteFile(String file, String content) implements Step {
      @Override
      public String title() {
        return "file " + file;
      }
    }

    /** Runs a command until its output matches. */
    record Until(int seconds, String command, Pattern pattern) implements Step {
      @Override
      public String title() {
        return "until " + command + " => " + pattern;
      }
    }

    /** Runs a command and compares what it prints. */
    record Command(String command, Comparison comparison, int exitCode, List<String> output)
        implements Step {
      @Override
      public String title() {
        return "$ " + command;
      }
    }
  }

  enum Comparison {
    EXACT,
    UNORDERED,
    EXIT_CODE_ONLY
  }

  private static final Pattern COMMAND = Pattern.compile("\\$([~?]?) (.*)");
  private static final Pattern UNTIL = Pattern.compile("@until (\\d+) (.*) => (.*)");

  static Story parse(String name, List<String> lines) {
    List<Step> steps = new ArrayList<>();
    int at = 0;
    while (at < lines.size()) {
      String line = lines.get(at++);
      Matcher until = UNTIL.matcher(line);
      Matcher command = COMMAND.matcher(line);
      if (until.matches()) {
        steps.add(
            new Step.Until(
                Integer.parseInt(until.group(1)), until.group(2), Pattern.compile(until.group(3))));
      } else if (line.startsWith("@file ")) {
        StringBuilder content = new StringBuilder();
        while (at < lines.size() && (lines.get(at).startsWith("    ") || lines.get(at).isEmpty())) {
          String text = lines.get(at++);
          content.append(text.isEmpty() ? text : text.substring(4)).append('\n');
        }
        steps.add(new Step.WriteFile(line.substring(6).strip(), content.toString()));
      } else if (command.matches()) {
        int exitCode = 0;
        List<String> output = new ArrayList<>();
        while (at < lines.size() && !isStart(lines.get(at))) {
          String text = lines.get(at++);
          if (text.startsWith("= ")) {
            exitCode = Integer.parseInt(text.substring(2));
          } else if (!text.isBlank()) {
            output.add(text);
          }
        }
        steps.add(
            new Step.Command(
                command.group(2), comparison(command.group(1)), exitCode, List.copyOf(output)));
      }
    }
    return new Story(name, List.copyOf(steps));
  }

  private static boolean isStart(String line) {
    return line.startsWith("@until ")
        || line.startsWith("@file ")
        || line.startsWith("#")
        || COMMAND.matcher(line).matches();
  }

  private static Comparison comparison(String mark) {
    return switch (mark) {
      case "~" -> Comparison.UNORDERED;
      case "?" -> Comparison.EXIT_CODE_ONLY;
      default -> Comparison.EXACT;
    };
  }
}
