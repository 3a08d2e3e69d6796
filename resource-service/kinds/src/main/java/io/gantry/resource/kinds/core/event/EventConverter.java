package io.gantry.resource.kinds.core.event;

import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.ResourceDefinition;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Events of both groups are one store of core/v1 objects; events.k8s.io/v1 has other names for some
 * of the fields.
 */
public final class EventConverter implements ResourceDefinition.Converter {
  private static final GroupVersion CORE = new GroupVersion("", "v1");

  /** From the name in core/v1 to that in events.k8s.io/v1. */
  private static final Map<String, String> NAMES =
      Map.of(
          "involvedObject", "regarding",
          "message", "note",
          "reportingComponent", "reportingController",
          "source", "deprecatedSource",
          "firstTimestamp", "deprecatedFirstTimestamp",
          "lastTimestamp", "deprecatedLastTimestamp",
          "count", "deprecatedCount");

  /** Never left out in core/v1, left out when empty in events.k8s.io/v1. */
  private static final List<String> REPORTERS = List.of("reportingComponent", "reportingInstance");

  @Override
  public GroupVersionKind storedAs(GroupVersionKind own) {
    return CORE.kind(own.kind());
  }

  @Override
  public void convert(ObjectNode event, GroupVersion to) {
    if (Json.text(event, "apiVersion").equals(to.apiVersion())) {
      return;
    }
    if (to.equals(CORE)) {
      NAMES.forEach((core, other) -> rename(event, other, core));
      for (String reporter : REPORTERS) {
        if (!event.has(reporter)) {
          event.put(reporter, "");
        }
      }
    } else {
      for (String reporter : REPORTERS) {
        if (Json.text(event, reporter).isEmpty()) {
          event.remove(reporter);
        }
      }
      if (event.get("series") instanceof ObjectNode series && !series.has("count")) {
        series.put("count", 0);
      }
      NAMES.forEach((core, other) -> rename(event, core, other));
    }
    event.put("apiVersion", to.apiVersion());
  }

  private static void rename(ObjectNode event, String from, String to) {
    JsonNode value = event.remove(from);
    if (value != null) {
      event.set(to, value);
    }
  }
}
