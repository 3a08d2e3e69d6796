package io.gantry.resource.kinds;

import io.gantry.resource.kinds.base.Cells;
import io.gantry.resource.machinery.TableColumns;
import java.time.Instant;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Columns that are data, filled by the kind's {@link Cells}. */
record DataColumns(List<Column> columns, Cells rows) implements TableColumns {
  @Override
  public List<Object> cells(ObjectNode object, Instant now) {
    return rows.of(object, now);
  }
}
