package io.gantry.apimodel;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/**
 * A label query: all requirements must hold. Semantics of apimachinery's {@code labels} package: a
 * missing label satisfies {@code !=} and {@code notin}.
 */
public record LabelSelector(List<Requirement> requirements) {
  /** Matches every set of labels. */
  public static final LabelSelector EVERYTHING = new LabelSelector(List.of());

  public enum Operator {
    IN("in"),
    NOT_IN("notin"),
    EXISTS("exists"),
    NOT_EXISTS("!"),
    EQUALS("="),
    NOT_EQUALS("!="),
    GREATER("gt"),
    LESS("lt");

    private final String text;

    Operator(String text) {
      this.text = text;
    }
  }

  /**
   * @param values sorted
   */
  public record Requirement(String key, Operator operator, Set<String> values) {
    public boolean matches(Map<String, String> labels) {
      String value = labels.get(key);
      return switch (operator) {
        case EXISTS -> value != null;
        case NOT_EXISTS -> value == null;
        case IN, EQUALS -> value != null && values.contains(value);
        case NOT_IN, NOT_EQUALS -> value == null || !values.contains(value);
        case GREATER -> compare(value) > 0;
        case LESS -> compare(value) < 0;
      };
    }

    /** Sign of the label's number minus the requirement's; 0 where either is no number. */
    private int compare(String value) {
      if (value == null) {
        return 0;
      }
      try {
        return Long.compare(Long.parseLong(value), Long.parseLong(values.iterator().next()));
      } catch (NumberFormatException e) {
        return 0;
      }
    }

    @Override
    public String toString() {
      String list = String.join(",", values);
      return switch (operator) {
        case EXISTS -> key;
        case NOT_EXISTS -> "!" + key;
        case EQUALS -> key + "=" + list;
        case NOT_EQUALS -> key + "!=" + list;
        case GREATER -> key + ">" + list;
        case LESS -> key + "<" + list;
        case IN, NOT_IN -> key + " " + operator.text + " (" + list + ")";
      };
    }
  }

  /** Parses the query form ({@code app in (a,b),tier!=c,!x}). */
  public static LabelSelector parse(String text) throws SelectorSyntaxException {
    return new LabelSelector(new LabelSelectorParser(text).parse());
  }

  /**
   * Reads the object form ({@code matchLabels}, {@code matchExpressions}) as validated by the API.
   * An absent selector (null) matches nothing, an empty one everything: callers tell them apart
   * with {@link #ofOrNothing}.
   */
  public static LabelSelector of(JsonNode selector) {
    List<Requirement> all = new ArrayList<>(exact(Json.at(selector, "matchLabels")).requirements);
    for (JsonNode expression : Json.items(selector, "matchExpressions")) {
      Operator operator =
          switch (Json.text(expression, "operator")) {
            case "In" -> Operator.IN;
            case "NotIn" -> Operator.NOT_IN;
            case "Exists" -> Operator.EXISTS;
            case "DoesNotExist" -> Operator.NOT_EXISTS;
            case "Gt" -> Operator.GREATER;
            case "Lt" -> Operator.LESS;
            default ->
                throw new IllegalArgumentException(
                    "\""
                        + Json.text(expression, "operator")
                        + "\" is not a valid label selector operator");
          };
      all.add(
          new Requirement(
              Json.text(expression, "key"),
              operator,
              new TreeSet<>(Json.texts(expression, "values"))));
    }
    all.sort(Comparator.comparing(Requirement::key));
    return new LabelSelector(all);
  }

  /** The object form; null matches nothing. */
  public static LabelSelector ofOrNothing(JsonNode selector) {
    return selector == null || selector.isNull() ? nothing() : of(selector);
  }

  /** A map of labels that all must be there, as in a Service's or a ReplicationController's. */
  public static LabelSelector exact(JsonNode labels) {
    List<Requirement> all = new ArrayList<>();
    Json.map(labels)
        .forEach((key, value) -> all.add(new Requirement(key, Operator.EQUALS, Set.of(value))));
    return new LabelSelector(all);
  }

  /** Matches no set of labels at all. */
  public static LabelSelector nothing() {
    return new LabelSelector(List.of(new Requirement("", Operator.IN, Set.of())));
  }

  public boolean matches(Map<String, String> labels) {
    for (Requirement requirement : requirements) {
      if (!requirement.matches(labels)) {
        return false;
      }
    }
    return true;
  }

  public boolean isEmpty() {
    return requirements.isEmpty();
  }

  /** The query form, as it is sent and printed in a scale's {@code status.selector}. */
  @Override
  public String toString() {
    return requirements.stream().map(Requirement::toString).collect(Collectors.joining(","));
  }
}
