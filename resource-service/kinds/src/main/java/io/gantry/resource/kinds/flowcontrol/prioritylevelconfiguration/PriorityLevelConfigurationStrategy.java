package io.gantry.resource.kinds.flowcontrol.prioritylevelconfiguration;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.Findings;
import io.gantry.resource.kinds.base.ObjectStrategy;
import io.gantry.resource.kinds.flowcontrol.FlowConditionRules;
import io.gantry.resource.machinery.WriteContext;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.validation.GoText;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Rules of a PriorityLevelConfiguration. */
public final class PriorityLevelConfigurationStrategy extends ObjectStrategy {
  private static final FieldPath SPEC = FieldPath.of("spec");
  private static final String EXEMPT = "exempt";
  private static final String CATCH_ALL = "catch-all";
  private static final long MOST_QUEUES = 10_000_000;

  /** How many bits of a hash there are to deal a hand of queues from. */
  private static final int HASH_BITS = 60;

  private static final JsonNode CATCH_ALL_SPEC =
      Json.parse(
          """
          {"type": "Limited", "limited": {"nominalConcurrencyShares": 5, "lendablePercent": 0,
            "limitResponse": {"type": "Reject"}}}
          """);

  public PriorityLevelConfigurationStrategy() {
    super(true, true);
  }

  @Override
  public List<FieldError> validate(WriteContext context, ObjectNode object) {
    Findings out = new Findings();
    JsonNode spec = Json.at(object, "spec");
    String name = Json.text(object, "metadata", "name");
    String type = Json.text(spec, "type");
    if (name.equals(EXEMPT) != type.equals("Exempt")) {
      out.invalid(
          SPEC.child("type"), type, "type must be 'Exempt' if and only if name is 'exempt'");
    }
    JsonNode exempt = Json.at(spec, EXEMPT);
    JsonNode limited = Json.at(spec, "limited");
    switch (type) {
      case "Exempt" -> {
        if (limited != null) {
          out.forbidden(SPEC.child("limited"), "must be nil if the type is not Limited");
        }
        if (exempt != null) {
          shares(out, SPEC.child(EXEMPT), exempt);
        }
      }
      case "Limited" -> {
        if (exempt != null) {
          out.forbidden(SPEC.child(EXEMPT), "must be nil if the type is Limited");
        }
        if (limited == null) {
          out.required(SPEC.child("limited"), "must not be empty when type is Limited");
        } else {
          limited(out, SPEC.child("limited"), limited);
        }
      }
      default ->
          out.add(FieldError.notSupported(SPEC.child("type"), type, List.of("Exempt", "Limited")));
    }
    fixed(out, name, spec, type.equals("Exempt") && limited == null);
    return out.list();
  }

  /** Two levels are as every server expects them; what exempt requests may lend is for people. */
  private static void fixed(Findings out, String name, JsonNode spec, boolean isExempt) {
    if (name.equals(EXEMPT) && !isExempt) {
      fixed(
          out, spec, "spec of 'exempt' except the 'spec.exempt' field must equal the fixed value");
    }
    if (name.equals(CATCH_ALL) && !FieldRules.same(spec, CATCH_ALL_SPEC)) {
      fixed(out, spec, "spec of 'catch-all' must equal the fixed value");
    }
  }

  private static void fixed(Findings out, JsonNode spec, String why) {
    out.invalid(SPEC, GoText.struct("flowcontrol.PriorityLevelConfigurationSpec", spec), why);
  }

  private static void shares(Findings out, FieldPath at, JsonNode level) {
    long shares = Json.number(level, 0, "nominalConcurrencyShares");
    if (shares < 0) {
      out.invalid(at.child("nominalConcurrencyShares"), shares, "must be a non-negative integer");
    }
    long percent = Json.number(level, 0, "lendablePercent");
    if (percent < 0 || percent > 100) {
      out.invalid(at.child("lendablePercent"), percent, "must be between 0 and 100, inclusive");
    }
  }

  private static void limited(Findings out, FieldPath at, JsonNode limited) {
    shares(out, at, limited);
    long borrowing = Json.number(limited, 0, "borrowingLimitPercent");
    if (borrowing < 0) {
      out.invalid(
          at.child("borrowingLimitPercent"),
          borrowing,
          "if specified, must be a non-negative integer");
    }
    FieldPath path = at.child("limitResponse");
    String type = Json.text(limited, "limitResponse", "type");
    JsonNode queuing = Json.at(limited, "limitResponse", "queuing");
    switch (type) {
      case "Reject" -> {
        if (queuing != null) {
          out.forbidden(
              path.child("queuing"), "must be nil if limited.limitResponse.type is not Limited");
        }
      }
      case "Queue" -> {
        if (queuing == null) {
          out.required(
              path.child("queuing"), "must not be empty if limited.limitResponse.type is Limited");
        } else {
          queuing(out, path.child("queuing"), queuing);
        }
      }
      default ->
          out.add(FieldError.notSupported(path.child("type"), type, List.of("Queue", "Reject")));
    }
  }

  private static void queuing(Findings out, FieldPath at, JsonNode queuing) {
    long length = Json.number(queuing, 0, "queueLengthLimit");
    if (length <= 0) {
      out.invalid(at.child("queueLengthLimit"), length, "must be positive");
    }
    long queues = Json.number(queuing, 0, "queues");
    if (queues <= 0) {
      out.invalid(at.child("queues"), queues, "must be positive");
    } else if (queues > MOST_QUEUES) {
      out.invalid(at.child("queues"), queues, "must not be greater than " + MOST_QUEUES);
    }
    long hand = Json.number(queuing, 0, "handSize");
    if (hand <= 0) {
      out.invalid(at.child("handSize"), hand, "must be positive");
    } else if (hand > queues) {
      out.invalid(at.child("handSize"), hand, "should not be greater than queues (" + queues + ")");
    } else if (Math.ceil(Math.log(queues) / Math.log(2) * hand) > HASH_BITS) {
      out.invalid(
          at.child("handSize"),
          hand,
          "required entropy bits of deckSize "
              + queues
              + " and handSize "
              + hand
              + " should not be greater than "
              + HASH_BITS);
    }
  }

  @Override
  protected List<FieldError> validateStatus(
      WriteContext context, ObjectNode object, ObjectNode old) {
    return FlowConditionRules.validate(object);
  }
}
