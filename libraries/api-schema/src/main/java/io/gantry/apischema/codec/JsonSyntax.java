package io.gantry.apischema.codec;

import java.nio.charset.StandardCharsets;

/**
 * Says what is wrong with a text that is no JSON, in the words of Go's scanner. Walks the text once
 * more; only a refused body comes here.
 */
public final class JsonSyntax {
  /**
   * As deep as the parser goes. Go's goes to 10,000, which no stack of ours would bear; a schema of
   * a custom resource, the deepest there is, has some dozens.
   */
  static final int DEEPEST = 500;

  private static final String END = "unexpected end of JSON input";

  private final byte[] text;
  private int at;

  private JsonSyntax(byte[] text) {
    this.text = text;
  }

  /** The first mistake; what stopped the walk is the mistake. */
  private static final class Mistake extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Mistake(String message) {
      super(message, null, false, false);
    }
  }

  /** The mistake, or the given text where this walk finds none. */
  public static String explain(byte[] json, String otherwise) {
    JsonSyntax syntax = new JsonSyntax(json);
    try {
      syntax.value(0);
      if (syntax.peek() >= 0) {
        throw syntax.wrong("after top-level value");
      }
      return otherwise;
    } catch (Mistake e) {
      return e.getMessage();
    }
  }

  private Mistake wrong(String where) {
    if (at >= text.length) {
      return new Mistake(END);
    }
    int c = text[at] & 0xff;
    String quoted =
        switch (c) {
          case '\'' -> "'\\''";
          case '\n' -> "'\\n'";
          case '\t' -> "'\\t'";
          case '\r' -> "'\\r'";
          case '\\' -> "'\\\\'";
          default -> c < ' ' ? "'\\x%02x'".formatted(c) : "'" + (char) c + "'";
        };
    return new Mistake("invalid character " + quoted + " " + where);
  }

  /** The next character that is no space; -1 at the end. */
  private int peek() {
    while (at < text.length && " \t\r\n".indexOf(text[at]) >= 0) {
      at++;
    }
    return at < text.length ? text[at] & 0xff : -1;
  }

  private void value(int depth) {
    int c = peek();
    if (depth > DEEPEST) {
      throw new Mistake("exceeded max depth");
    }
    switch (c) {
      case '{' -> object(depth);
      case '[' -> array(depth);
      case '"' -> string();
      case 't' -> literal("true");
      case 'f' -> literal("false");
      case 'n' -> literal("null");
      default -> {
        if (c != '-' && !isDigit()) {
          throw wrong("looking for beginning of value");
        }
        number();
      }
    }
  }

  private void object(int depth) {
    at++;
    boolean first = true;
    while (true) {
      int c = peek();
      if (first && c == '}') {
        break;
      }
      if (c != '"') {
        throw wrong("looking for beginning of object key string");
      }
      string();
      if (peek() != ':') {
        throw wrong("after object key");
      }
      at++;
      value(depth + 1);
      first = false;
      int next = peek();
      if (next == '}') {
        break;
      }
      if (next != ',') {
        throw wrong("after object key:value pair");
      }
      at++;
    }
    at++;
  }

  private void array(int depth) {
    at++;
    if (peek() == ']') {
      at++;
      return;
    }
    while (true) {
      value(depth + 1);
      int next = peek();
      if (next != ',' && next != ']') {
        throw wrong("after array element");
      }
      at++;
      if (next == ']') {
        return;
      }
    }
  }

  private void string() {
    at++;
    while (true) {
      if (at >= text.length || (text[at] & 0xff) < ' ') {
        throw wrong("in string literal");
      }
      int c = text[at++];
      if (c == '"') {
        return;
      }
      if (c == '\\') {
        escape();
      }
    }
  }

  private void escape() {
    if (at >= text.length || "bfnrt\\/\"u".indexOf(text[at]) < 0) {
      throw wrong("in string escape code");
    }
    boolean hex = text[at++] == 'u';
    for (int i = 0; hex && i < 4; i++) {
      if (at >= text.length || Character.digit(text[at], 16) < 0) {
        throw wrong("in \\u hexadecimal character escape");
      }
      at++;
    }
  }

  private void literal(String word) {
    byte[] letters = word.getBytes(StandardCharsets.US_ASCII);
    for (byte letter : letters) {
      if (at >= text.length || text[at] != letter) {
        throw wrong("in literal " + word + " (expecting '" + (char) letter + "')");
      }
      at++;
    }
  }

  private void number() {
    if (text[at] == '-') {
      at++;
      if (!isDigit()) {
        throw wrong("in numeric literal");
      }
    }
    if (text[at] == '0') {
      at++;
    } else {
      digits();
    }
    if (at < text.length && text[at] == '.') {
      at++;
      if (!isDigit()) {
        throw wrong("after decimal point in numeric literal");
      }
      digits();
    }
    if (at < text.length && (text[at] == 'e' || text[at] == 'E')) {
      at++;
      if (at < text.length && (text[at] == '+' || text[at] == '-')) {
        at++;
      }
      if (!isDigit()) {
        throw wrong("in exponent of numeric literal");
      }
      digits();
    }
  }

  private boolean isDigit() {
    return at < text.length && text[at] >= '0' && text[at] <= '9';
  }

  private void digits() {
    while (isDigit()) {
      at++;
    }
  }
}
