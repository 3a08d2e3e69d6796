package io.gantry.apimodel;

import io.gantry.apimodel.LabelSelector.Operator;
import io.gantry.apimodel.LabelSelector.Requirement;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** The grammar of label queries (apimachinery, {@code labels.Parse}), with its error texts. */
final class LabelSelectorParser {
  private static final String OPERATORS = "in, notin, =, ==, !=, gt, lt";

  private enum Kind {
    END,
    IDENTIFIER,
    SYMBOL
  }

  private record Token(Kind kind, String text) {
    boolean is(String symbol) {
      return kind == Kind.SYMBOL && text.equals(symbol);
    }

    boolean keyword(String word) {
      return kind == Kind.IDENTIFIER && text.equals(word);
    }
  }

  private final List<Token> tokens = new ArrayList<>();
  private int next;

  LabelSelectorParser(String text) {
    int i = 0;
    while (i < text.length()) {
      char c = text.charAt(i);
      if (Character.isWhitespace(c)) {
        i++;
      } else if ("(),!=<>".indexOf(c) >= 0) {
        int length =
            i + 1 < text.length() && text.charAt(i + 1) == '=' && "!=".indexOf(c) >= 0 ? 2 : 1;
        tokens.add(new Token(Kind.SYMBOL, text.substring(i, i + length)));
        i += length;
      } else {
        int start = i;
        while (i < text.length()
            && !Character.isWhitespace(text.charAt(i))
            && "(),!=<>".indexOf(text.charAt(i)) < 0) {
          i++;
        }
        tokens.add(new Token(Kind.IDENTIFIER, text.substring(start, i)));
      }
    }
    tokens.add(new Token(Kind.END, ""));
  }

  List<Requirement> parse() throws SelectorSyntaxException {
    List<Requirement> requirements = new ArrayList<>();
    if (peek().kind == Kind.END) {
      return requirements;
    }
    while (true) {
      requirements.add(requirement());
      Token token = take();
      if (token.kind == Kind.END) {
        break;
      }
      if (!token.is(",")) {
        throw new SelectorSyntaxException(
            "found '" + token.text + "', expected: ',' or 'end of string'");
      }
      if (peek().kind != Kind.IDENTIFIER && !peek().is("!")) {
        throw new SelectorSyntaxException(
            "found '" + peek().text + "', expected: identifier after ','");
      }
    }
    requirements.sort(Comparator.comparing(Requirement::key));
    return requirements;
  }

  private Requirement requirement() throws SelectorSyntaxException {
    boolean negated = false;
    Token token = take();
    if (token.is("!")) {
      negated = true;
      token = take();
    }
    if (token.kind != Kind.IDENTIFIER) {
      throw failed("found '" + token.text + "', expected: identifier");
    }
    String key = token.text;
    if (negated) {
      return new Requirement(key, Operator.NOT_EXISTS, Set.of());
    }
    if (peek().kind == Kind.END || peek().is(",")) {
      return new Requirement(key, Operator.EXISTS, Set.of());
    }
    Token operator = take();
    return switch (operator.text) {
      case "=", "==" -> new Requirement(key, Operator.EQUALS, Set.of(exactValue()));
      case "!=" -> new Requirement(key, Operator.NOT_EQUALS, Set.of(exactValue()));
      case ">", "gt" -> new Requirement(key, Operator.GREATER, Set.of(number(exactValue())));
      case "<", "lt" -> new Requirement(key, Operator.LESS, Set.of(number(exactValue())));
      case "in" -> new Requirement(key, Operator.IN, values());
      case "notin" -> new Requirement(key, Operator.NOT_IN, values());
      default -> throw failed("found '" + operator.text + "', expected: " + OPERATORS);
    };
  }

  private String exactValue() throws SelectorSyntaxException {
    Token token = peek();
    if (token.kind == Kind.END || token.is(",")) {
      return "";
    }
    take();
    if (token.kind != Kind.IDENTIFIER) {
      throw failed("found '" + token.text + "', expected: identifier");
    }
    return token.text;
  }

  private static String number(String text) throws SelectorSyntaxException {
    try {
      Long.parseLong(text);
      return text;
    } catch (NumberFormatException e) {
      throw new SelectorSyntaxException("for 'Gt', 'Lt' operators, the value must be an integer");
    }
  }

  private Set<String> values() throws SelectorSyntaxException {
    Token open = take();
    if (!open.is("(")) {
      throw failed("found '" + open.text + "' expected: '('");
    }
    Set<String> values = new TreeSet<>();
    boolean wantsValue = true;
    while (true) {
      Token token = take();
      if (token.kind == Kind.IDENTIFIER && wantsValue) {
        values.add(token.text);
        wantsValue = false;
      } else if (token.is(",")) {
        if (wantsValue) {
          values.add("");
        }
        wantsValue = true;
      } else if (token.is(")")) {
        if (wantsValue) {
          values.add("");
        }
        return values;
      } else {
        throw failed("found '" + token.text + "', expected: ',', ')' or identifier");
      }
    }
  }

  private static SelectorSyntaxException failed(String why) {
    return new SelectorSyntaxException("unable to parse requirement: " + why);
  }

  private Token peek() {
    return tokens.get(next);
  }

  private Token take() {
    Token token = tokens.get(next);
    if (token.kind != Kind.END) {
      next++;
    }
    return token;
  }
}
