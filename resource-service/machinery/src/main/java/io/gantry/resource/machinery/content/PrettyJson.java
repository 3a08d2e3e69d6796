package io.gantry.resource.machinery.content;

import java.io.ByteArrayOutputStream;

/** Indents compact JSON as Kubernetes prints it: two blanks, {@code "key": value}, {@code {}}. */
final class PrettyJson {
  private PrettyJson() {}

  static byte[] indent(byte[] json) {
    ByteArrayOutputStream out = new ByteArrayOutputStream(json.length * 2);
    int depth = 0;
    boolean inText = false;
    for (int i = 0; i < json.length; i++) {
      byte c = json[i];
      if (inText) {
        out.write(c);
        if (c == '\\') {
          out.write(json[++i]);
        } else if (c == '"') {
          inText = false;
        }
        continue;
      }
      switch (c) {
        case '"' -> {
          inText = true;
          out.write(c);
        }
        case '{', '[' -> {
          out.write(c);
          if (i + 1 < json.length && (json[i + 1] == '}' || json[i + 1] == ']')) {
            out.write(json[++i]);
          } else {
            newLine(out, ++depth);
          }
        }
        case '}', ']' -> {
          newLine(out, --depth);
          out.write(c);
        }
        case ',' -> {
          out.write(c);
          newLine(out, depth);
        }
        case ':' -> {
          out.write(c);
          out.write(' ');
        }
        case '\n' -> {}
        default -> out.write(c);
      }
    }
    return out.toByteArray();
  }

  private static void newLine(ByteArrayOutputStream out, int depth) {
    out.write('\n');
    for (int i = 0; i < depth; i++) {
      out.write(' ');
      out.write(' ');
    }
  }
}
