package io.gantry.resource.machinery.content;

import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.TableColumns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.node.ObjectNode;

/** Name and creation time, for kinds that say nothing of their own. */
final class DefaultColumns implements TableColumns {
  static final DefaultColumns INSTANCE = new DefaultColumns();

  private static final List<Column> COLUMNS =
      List.of(
          new Column(
              "Name",
              "string",
              "name",
              "Name must be unique within a namespace. Is required when creating resources, although"
                  + " some resources may allow a client to request the generation of an appropriate"
                  + " name automatically. Name is primarily intended for creation idempotence and"
                  + " configuration definition. Cannot be updated. More info:"
                  + " https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names",
              0),
          new Column(
              "Created At",
              "date",
              "",
              "CreationTimestamp is a timestamp representing the server time when this object was"
                  + " created. It is not guaranteed to be set in happens-before order across separate"
                  + " operations. Clients may not set this value. It is represented in RFC3339 form"
                  + " and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info:"
                  + " https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata",
              0));

  private DefaultColumns() {}

  @Override
  public List<Column> columns() {
    return COLUMNS;
  }

  @Override
  public List<Object> cells(ObjectNode object, Instant now) {
    List<Object> cells = new ArrayList<>(2);
    cells.add(Json.text(object, "metadata", "name"));
    cells.add(Json.text(object, "metadata", "creationTimestamp"));
    return cells;
  }
}
