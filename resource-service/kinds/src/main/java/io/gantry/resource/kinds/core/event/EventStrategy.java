package io.gantry.resource.kinds.core.event;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.Formats;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of an event, whichever of its two groups it comes through. */
public final class EventStrategy extends ObjectStrategy {
  private static final String INVOLVED = "involvedObject.";
  private static final String COMPONENT = "reportingComponent";
  private static final String CONTROLLER = "reportingController";

  /** What no change through the new group touches, in the order in which it is looked at. */
  private static final List<String> FIXED =
      List.of(
          "involvedObject",
          "reason",
          "message",
          "source",
          "firstTimestamp",
          "lastTimestamp",
          "count",
          "reason",
          "type",
          "eventTime",
          "action",
          "related",
          COMPONENT,
          "reportingInstance");

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
    return isStrict() ? NameRule.DNS_SUBDOMAIN : NameRule.PATH_SEGMENT;
  }

  /** Writers of the new group are held to more than those of the old. */
  private boolean isStrict() {
    return !selectorNames.isEmpty();
  }

  @Override
  public boolean createOnUpdate() {
    return true;
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode event) {
    Findings out = new Findings();
    common(out, event);
    if (isStrict()) {
      series(out, event);
      onlyNewFields(out, event);
    }
    return out.list();
  }

  /** In the new group nothing but the series of an event changes. */
  @Override
  protected List<FieldError> validateChange(
      WriteContext context, ObjectNode event, ObjectNode old) {
    Findings out = new Findings();
    common(out, event);
    if (!isStrict()) {
      return out.list();
    }
    if (!FieldRules.same(event.get("series"), old.get("series"))) {
      series(out, event);
    }
    for (String field : FIXED) {
      String name = field.equals(COMPONENT) ? CONTROLLER : field;
      out.add(FieldRules.immutable(FieldPath.of(name), event.get(field), old.get(field)));
    }
    return out.list();
  }

  /** What holds in both groups: events with a time of their own are of the new form. */
  private void common(Findings out, ObjectNode event) {
    String own = Json.text(event, "metadata", "namespace");
    String involved = Json.text(event, "involvedObject", "namespace");
    boolean isNew = !Json.text(event, "eventTime").isEmpty();
    boolean fits;
    if (isNew) {
      fits = !involved.isEmpty() || own.equals("default") || own.equals("kube-system");
    } else {
      fits = involved.isEmpty() ? own.isEmpty() || own.equals("default") : own.equals(involved);
    }
    if (!fits) {
      out.invalid(
          FieldPath.of("involvedObject").child("namespace"),
          involved,
          "does not match event.namespace");
    }
    if (!isNew) {
      return;
    }
    String controller = Json.text(event, COMPONENT);
    FieldPath at = FieldPath.of(isStrict() ? CONTROLLER : COMPONENT);
    out.present(at, controller);
    out.format(at, controller, Formats::qualifiedName);
    for (String field : List.of("reportingInstance", "action", "reason")) {
      out.present(FieldPath.of(field), Json.text(event, field));
      tooLong(out, field, Json.text(event, field), 128);
    }
    tooLong(out, "message", Json.text(event, "message"), 1024);
  }

  private static void series(Findings out, ObjectNode event) {
    JsonNode series = Json.at(event, "series");
    if (series == null) {
      return;
    }
    if (Json.number(series, 0, "count") < 2) {
      out.invalid(FieldPath.of("series.count"), "", "should be at least 2");
    }
    out.present(FieldPath.of("series.lastObservedTime"), Json.text(series, "lastObservedTime"));
  }

  /** Writers of the new group set the new fields. */
  private static void onlyNewFields(Findings out, ObjectNode event) {
    out.present(FieldPath.of("eventTime"), Json.text(event, "eventTime"));
    String type = Json.text(event, "type");
    if (!type.equals("Normal") && !type.equals("Warning")) {
      out.invalid(FieldPath.of("type"), "", "has invalid value: " + type);
    }
    for (String field : List.of("firstTimestamp", "lastTimestamp", "count", "source")) {
      JsonNode value = Json.at(event, field);
      boolean unset =
          value == null
              || (value.isObject() && value.isEmpty())
              || (value.isNumber() && value.longValue() == 0);
      if (!unset) {
        out.invalid(FieldPath.of(field), "", "needs to be unset");
      }
    }
  }

  private static void tooLong(Findings out, String field, String value, int max) {
    if (value.getBytes(StandardCharsets.UTF_8).length > max) {
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
