package io.gantry.apimodel;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A field query: {@code metadata.name=x,status.phase!=Running}; all terms must hold. */
public record FieldSelector(List<Term> terms) {
  public static final FieldSelector EVERYTHING = new FieldSelector(List.of());

  /**
   * @param equal false for {@code !=}
   */
  public record Term(String field, String value, boolean equal) {
    @Override
    public String toString() {
      return field + (equal ? "=" : "!=") + escaped(value);
    }
  }

  public static FieldSelector equal(String field, String value) {
    return new FieldSelector(List.of(new Term(field, value, true)));
  }

  /** Parses {@code =}, {@code ==} and {@code !=} terms; backslash escapes comma and equals sign. */
  public static FieldSelector parse(String text) throws SelectorSyntaxException {
    List<Term> terms = new ArrayList<>();
    for (String part : split(text)) {
      if (part.isEmpty()) {
        continue;
      }
      int at = operator(part);
      if (at < 0) {
        throw new SelectorSyntaxException(
            "invalid selector: '" + text + "'; can't understand '" + part + "'");
      }
      boolean equal = part.charAt(at) == '=';
      int length = at + 1 < part.length() && part.charAt(at + 1) == '=' ? 2 : 1;
      terms.add(new Term(part.substring(0, at), unescaped(part.substring(at + length)), equal));
    }
    return new FieldSelector(List.copyOf(terms));
  }

  private static int operator(String part) {
    for (int i = 0; i < part.length(); i++) {
      char c = part.charAt(i);
      if (c == '\\') {
        i++;
      } else if (c == '=' || (c == '!' && i + 1 < part.length() && part.charAt(i + 1) == '=')) {
        return i;
      }
    }
    return -1;
  }

  private static List<String> split(String text) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) == '\\') {
        i++;
      } else if (text.charAt(i) == ',') {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }

  private static String unescaped(String value) {
    return value.replace("\\=", "=").replace("\\,", ",").replace("\\\\", "\\");
  }

  private static String escaped(String value) {
    return value.replace("\\", "\\\\").replace(",", "\\,").replace("=", "\\=");
  }

  /**
   * @param fields gives a field's value, or null where the object has none (compared as empty)
   */
  public boolean matches(Function<String, String> fields) {
    for (Term term : terms) {
      String value = fields.apply(term.field);
      if (term.value.equals(value == null ? "" : value) != term.equal) {
        return false;
      }
    }
    return true;
  }

  public boolean matches(ResourceObject object) {
    return terms.isEmpty()
        || matches(
            field ->
                switch (field) {
                  case "metadata.name" -> object.name();
                  case "metadata.namespace" -> object.namespace();
                  default -> object.fields().get(field);
                });
  }

  public boolean isEmpty() {
    return terms.isEmpty();
  }

  @Override
  public String toString() {
    return terms.stream().map(Term::toString).collect(Collectors.joining(","));
  }
}
