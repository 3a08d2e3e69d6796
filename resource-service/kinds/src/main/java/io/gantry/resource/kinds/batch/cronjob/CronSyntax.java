package io.gantry.resource.kinds.batch.cronjob;

import io.gantry.apimodel.FieldError;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads cron lines of five fields or {@code @daily} and its like, to say what is wrong. */
public final class CronSyntax {
  private record Field(int min, int max, Map<String, Integer> names) {}

  private static final List<Field> FIELDS =
      List.of(
          new Field(0, 59, Map.of()),
          new Field(0, 23, Map.of()),
          new Field(1, 31, Map.of()),
          new Field(
              1,
              12,
              Map.ofEntries(
                  Map.entry("jan", 1),
                  Map.entry("feb", 2),
                  Map.entry("mar", 3),
                  Map.entry("apr", 4),
                  Map.entry("may", 5),
                  Map.entry("jun", 6),
                  Map.entry("jul", 7),
                  Map.entry("aug", 8),
                  Map.entry("sep", 9),
                  Map.entry("oct", 10),
                  Map.entry("nov", 11),
                  Map.entry("dec", 12))),
          new Field(
              0, 6, Map.of("sun", 0, "mon", 1, "tue", 2, "wed", 3, "thu", 4, "fri", 5, "sat", 6)));
  private static final Set<String> WORDS =
      Set.of("@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly");

  private static final String EVERY = "@every ";
  private static final Pattern AMOUNT = Pattern.compile("([0-9]+\\.?[0-9]*|\\.[0-9]*)([^0-9.]*)");
  private static final Set<String> UNITS = Set.of("ns", "us", "µs", "μs", "ms", "s", "m", "h");

  private static final class Fault extends Exception {
    private static final long serialVersionUID = 1L;

    Fault(String message) {
      super(message);
    }
  }

  private CronSyntax() {}

  /** What is wrong with a line, in the words of the parser Kubernetes uses. */
  public static Optional<String> fault(String line) {
    try {
      check(line);
      return Optional.empty();
    } catch (Fault e) {
      return Optional.of(e.getMessage());
    }
  }

  private static void check(String whole) throws Fault {
    String line = withoutZone(whole);
    if (line.startsWith("@")) {
      word(line);
      return;
    }
    List<String> fields = new ArrayList<>(List.of(line.strip().split("\\s+")));
    fields.removeIf(String::isEmpty);
    if (fields.size() != FIELDS.size()) {
      throw new Fault(
          "expected exactly 5 fields, found "
              + fields.size()
              + ": ["
              + String.join(" ", fields)
              + "]");
    }
    for (int i = 0; i < fields.size(); i++) {
      for (String range : fields.get(i).split(",")) {
        if (!range.isEmpty()) {
          range(range, FIELDS.get(i));
        }
      }
    }
  }

  /** {@code TZ=Europe/Paris 0 * * * *}: an old form that is still read. */
  private static String withoutZone(String line) throws Fault {
    int space = line.indexOf(' ');
    if (!(line.startsWith("TZ=") || line.startsWith("CRON_TZ=")) || space < 0) {
      return line;
    }
    String zone = line.substring(line.indexOf('=') + 1, space);
    if (!zone.isEmpty() && !TimeZones.isKnown(zone)) {
      throw new Fault("provided bad location " + zone + ": unknown time zone " + zone);
    }
    return line.substring(space).strip();
  }

  private static void word(String line) throws Fault {
    if (line.startsWith(EVERY)) {
      String text = line.substring(EVERY.length());
      String fault = duration(text);
      if (!fault.isEmpty()) {
        throw new Fault("failed to parse duration " + line + ": time: " + fault);
      }
    } else if (!WORDS.contains(line)) {
      throw new Fault("unrecognized descriptor: " + line);
    }
  }

  /** What is wrong with a duration such as {@code 1h30m}; empty when nothing is. */
  private static String duration(String text) {
    String rest = text.startsWith("-") || text.startsWith("+") ? text.substring(1) : text;
    if (rest.equals("0")) {
      return "";
    }
    String shown = "duration " + FieldError.quoted(text);
    if (rest.isEmpty()) {
      return "invalid " + shown;
    }
    while (!rest.isEmpty()) {
      Matcher part = AMOUNT.matcher(rest);
      if (!part.lookingAt() || part.group(1).equals(".")) {
        return "invalid " + shown;
      }
      String unit = part.group(2);
      if (unit.isEmpty()) {
        return "missing unit in " + shown;
      }
      if (!UNITS.contains(unit)) {
        return "unknown unit " + FieldError.quoted(unit) + " in " + shown;
      }
      rest = rest.substring(part.end());
    }
    return "";
  }

  private static void range(String text, Field field) throws Fault {
    String[] step = text.split("/", -1);
    String[] bounds = step[0].split("-", -1);
    long start;
    long end;
    if (bounds[0].equals("*") || bounds[0].equals("?")) {
      start = field.min;
      end = field.max;
    } else {
      start = number(bounds[0], field.names);
      if (bounds.length > 2) {
        throw new Fault("too many hyphens: " + text);
      }
      end = bounds.length == 2 ? number(bounds[1], field.names) : start;
    }
    if (step.length > 2) {
      throw new Fault("too many slashes: " + text);
    }
    long every = 1;
    if (step.length == 2) {
      every = number(step[1], Map.of());
      if (bounds.length == 1) {
        end = field.max;
      }
    }
    if (start < field.min) {
      throw new Fault(
          "beginning of range (" + start + ") below minimum (" + field.min + "): " + text);
    }
    if (end > field.max) {
      throw new Fault("end of range (" + end + ") above maximum (" + field.max + "): " + text);
    }
    if (start > end) {
      throw new Fault(
          "beginning of range (" + start + ") beyond end of range (" + end + "): " + text);
    }
    if (every == 0) {
      throw new Fault("step of range should be a positive number: " + text);
    }
  }

  private static long number(String text, Map<String, Integer> names) throws Fault {
    Integer named = names.get(text.toLowerCase(Locale.ROOT));
    if (named != null) {
      return named;
    }
    try {
      long number = Long.parseLong(text);
      if (number < 0) {
        throw new Fault("negative number (" + number + ") not allowed: " + text);
      }
      return number;
    } catch (NumberFormatException e) {
      throw new Fault(
          "failed to parse int from "
              + text
              + ": strconv.Atoi: parsing "
              + FieldError.quoted(text)
              + (text.matches("[+-]?[0-9]+") ? ": value out of range" : ": invalid syntax"));
    }
  }
}
