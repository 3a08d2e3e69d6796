package io.gantry.resource.machinery;

import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** The columns kubectl prints for a kind, as the server sends them. */
public interface TableColumns {
  /**
   * @param type {@code string}, {@code integer}, {@code date} ...
   * @param format {@code name} for the first column, else mostly empty
   * @param priority 0 is always shown, more only with {@code -o wide}
   */
  record Column(String name, String type, String format, String description, int priority) {}

  List<Column> columns();

  /** One cell a column: String, Long, Boolean or null. */
  List<Object> cells(ObjectNode object, Instant now);
}
