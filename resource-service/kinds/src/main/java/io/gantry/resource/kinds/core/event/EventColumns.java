package io.gantry.resource.kinds.core.event;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Cells;
import io.gantry.resource.kinds.columns.Ages;
import io.gantry.resource.kinds.columns.Texts;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.node.ObjectNode;

/** The columns of an event (stored as core/v1). */
public final class EventColumns implements Cells {
  @Override
  public List<Object> of(ObjectNode event, Instant now) {
    String first =
        Ages.since(Texts.textOr(Json.text(event, "eventTime"), event, "firstTimestamp"), now);
    String lastSeen = Json.text(event, "lastTimestamp");
    String last = lastSeen.isEmpty() ? first : Ages.since(lastSeen, now);
    long count = Json.number(event, 0, "count");
    if (Json.has(event, "series")) {
      last = Ages.since(Json.text(event, "series", "lastObservedTime"), now);
      count = Json.number(event, 0, "series", "count");
    } else if (count == 0) {
      count = 1;
    }
    String kind = Json.text(event, "involvedObject", "kind").toLowerCase(Locale.ROOT);
    String name = Json.text(event, "involvedObject", "name");
    String host = Texts.textOr(Json.text(event, "reportingInstance"), event, "source", "host");
    String component =
        Texts.textOr(Json.text(event, "reportingComponent"), event, "source", "component");
    return List.of(
        last,
        Json.text(event, "type"),
        Json.text(event, "reason"),
        name.isEmpty() ? kind : kind + "/" + name,
        Json.text(event, "involvedObject", "fieldPath"),
        host.isEmpty() ? component : component + ", " + host,
        Json.text(event, "message").strip(),
        first,
        count,
        Texts.name(event));
  }
}
