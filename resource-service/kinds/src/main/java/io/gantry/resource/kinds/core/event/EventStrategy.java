package io.gantry.resource.kinds.core.event;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.Formats;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of an event, whichever of its two groups it comes through. */
public final class EventStrategy extends ObjectStrategy {
  private static final String INVOLVED = "involvedObject.";
  private static final List<String> FIELDS =
      List.of(
          "involvedObject.kind",
          "involvedObject.namespace",
          "involvedObject.name",
          "involvedObject.uid",
          "involvedObject.apiVersion",
          "involvedObject.resourceVersion",
          "involvedObject.fieldPath",
          "reason",
          "reportingComponent",
          "source",
          "type");

  private final Map<String, String> selectorNames;

  public EventStrategy() {
    this(Map.of());
  }

  private EventStrategy(Map<String, String> selectorNames) {
    super(false, false);
    this.selectorNames = selectorNames;
  }

  /** Of events.k8s.io, where what an event is about has another name. */
  public static EventStrategy ofEventsGroup() {
    Map<String, String> names = new HashMap<>();
    for (String field : FIELDS) {
      if (field.startsWith(INVOLVED)) {
        names.put("regarding." + field.substring(INVOLVED.length()), field);
      }
    }
    names.put("reason", "reason");
    names.put("reportingController", "reportingComponent");
    names.put("type", "type");
    return new EventStrategy(Map.copyOf(names));
  }

  @Override
  public Map<String, String> selectorNames() {
    return selectorNames;
  }

  @Override
  public NameRule nameRule() {
    return NameRule.PATH_SEGMENT;
  }

  @Override
  public boolean createOnUpdate() {
    return true;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode event) {
    Findings out = new Findings();
    String own = Json.text(event, "metadata", "namespace");
    String involved = Json.text(event, "involvedObject", "namespace");
    boolean fits =
        involved.isEmpty() ? own.isEmpty() || own.equals("default") : own.equals(involved);
    if (!fits) {
      out.invalid(
          FieldPath.of("involvedObject").child("namespace"),
          involved,
          "does not match event.namespace");
    }
    if (!Json.text(event, "eventTime").isEmpty()) {
      String controller = Json.text(event, "reportingComponent");
      FieldPath at = FieldPath.of("reportingComponent");
      out.present(at, controller);
      out.format(at, controller, Formats::qualifiedName);
      String instance = Json.text(event, "reportingInstance");
      out.present(FieldPath.of("reportingInstance"), instance);
      tooLong(out, "reportingInstance", instance, 128);
      out.present(FieldPath.of("action"), Json.text(event, "action"));
      tooLong(out, "action", Json.text(event, "action"), 128);
      out.present(FieldPath.of("reason"), Json.text(event, "reason"));
      tooLong(out, "reason", Json.text(event, "reason"), 128);
      tooLong(out, "message", Json.text(event, "message"), 1024);
    }
    if (context.definition().group().equals("events.k8s.io")) {
      onlyNewFields(out, event);
    }
    return out.list();
  }

  /** Writers of the new group set the new fields. */
  private static void onlyNewFields(Findings out, ObjectNode event) {
    out.present(FieldPath.of("eventTime"), Json.text(event, "eventTime"));
    String type = Json.text(event, "type");
    if (!type.equals("Normal") && !type.equals("Warning")) {
      out.invalid(FieldPath.of("type"), "", "has invalid value: " + type);
    }
    for (String field : List.of("firstTimestamp", "lastTimestamp", "count", "source")) {
      JsonNode value = event.get(field);
      if (value != null && !value.isNull() && !(value.isObject() && value.isEmpty())) {
        out.invalid(FieldPath.of(field), "", "needs to be unset");
      }
    }
  }

  private static void tooLong(Findings out, String field, String value, int max) {
    if (value.length() > max) {
      out.invalid(FieldPath.of(field), "", "can have at most " + max + " characters");
    }
  }

  @Override
  public Map<String, String> selectableFields(ObjectNode event) {
    Map<String, String> fields = new HashMap<>();
    for (String field : FIELDS) {
      fields.put(field, Json.text(event, field.split("\\.")));
    }
    fields.put(
        "source",
        Json.text(event, "source", "component").isEmpty()
            ? Json.text(event, "reportingComponent")
            : Json.text(event, "source", "component"));
    return fields;
  }

  @Override
  public List<String> selectableFieldNames() {
    return FIELDS;
  }
}
