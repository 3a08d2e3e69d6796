package io.gantry.resource.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.KindPorts;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.TableColumns;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** The rows that Kubernetes printed of its seed objects, made from the same objects here. */
class TableRowsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  /** Columns that say what a controller did, or how old something is. */
  private static final Set<String> VOLATILE =
      Set.of("Age", "Created At", "Cluster-IP", "Port(s)", "MissingPL", "Last Seen", "First Seen");

  private final AnswerPlayer player =
      new AnswerPlayer(BuiltinResources.all(new KindPorts(null, null, null, null, null, null)));

  @TestFactory
  List<DynamicTest> rowsAgree() {
    List<DynamicTest> tests = new ArrayList<>();
    JsonNode rows = Json.parse(AnswerPlayer.resource("table-rows.json"));
    for (Map.Entry<String, JsonNode> row : rows.properties()) {
      tests.add(DynamicTest.dynamicTest(row.getKey(), () -> check(row.getKey(), row.getValue())));
    }
    return tests;
  }

  private void check(String kind, JsonNode expected) {
    ResourceDefinition definition = player.definition(kind);
    ObjectNode object =
        Json.parseObject(
            AnswerPlayer.resource("answers/seeds/" + kind + ".out.json")
                .replace("<x>", "2026-01-01T00:00:00Z")
                .replace("\"namespace\": \"default\"", "\"namespace\": \"rows\""));
    if (kind.equals("csr")) {
      Json.ensureObject(object, "spec").put("username", "admin");
    }
    List<TableColumns.Column> columns = definition.columns().columns();
    List<Object> cells = definition.columns().cells(object, NOW);
    assertThat(columns.stream().map(TableColumns.Column::name))
        .isEqualTo(Json.texts(expected, "columns"));
    assertThat(cells).hasSameSizeAs(columns);
    for (int i = 0; i < cells.size(); i++) {
      JsonNode cell = expected.get("cells").get(i);
      String column = columns.get(i).name();
      boolean controllers =
          kind.equals("resourcequota")
              || cell.asString().contains("-uid=")
              || cell.asString().equals("<age>");
      if (!VOLATILE.contains(column) && !controllers) {
        assertThat(Json.MAPPER.valueToTree(cells.get(i)).toString())
            .as(kind + " " + column)
            .isEqualTo(cell.toString());
      }
    }
  }
}
