package io.gantry.apischema;

import java.util.Arrays;

/** Where a walk stands, kept as frames and written out only when there is something to report. */
final class CheckPath {
  private Object[] steps = new Object[16];
  private String[] structs = new String[16];
  private int depth;

  void push(String struct, String field) {
    grow();
    structs[depth] = struct;
    steps[depth++] = field;
  }

  void push(int index) {
    grow();
    structs[depth] = null;
    steps[depth++] = index;
  }

  /** A map's key: written in a strict error's path like a field. */
  void pushKey(String key) {
    grow();
    structs[depth] = "";
    steps[depth++] = key;
  }

  void pop() {
    depth--;
  }

  private void grow() {
    if (depth == steps.length) {
      steps = Arrays.copyOf(steps, depth * 2);
      structs = Arrays.copyOf(structs, depth * 2);
    }
  }

  /** {@code spec.containers[0].ports}, and one name more. */
  String child(String name) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      append(text, steps[i]);
    }
    append(text, name);
    return text.toString();
  }

  private static void append(StringBuilder text, Object step) {
    if (step instanceof Integer index) {
      text.append('[').append(index.intValue()).append(']');
      return;
    }
    if (!text.isEmpty()) {
      text.append('.');
    }
    text.append(step);
  }

  /** The definition whose field was entered last; empty at the top. */
  String struct() {
    for (int i = depth - 1; i >= 0; i--) {
      if (structs[i] != null && !structs[i].isEmpty()) {
        return structs[i];
      }
    }
    return "";
  }

  /** The fields alone, as Go's decoder names them. */
  String fields() {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < depth; i++) {
      if (structs[i] != null && !structs[i].isEmpty()) {
        append(text, steps[i]);
      }
    }
    return text.toString();
  }
}
