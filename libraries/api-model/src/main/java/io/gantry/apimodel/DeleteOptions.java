package io.gantry.apimodel;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How to delete. Null members were not given.
 *
 * @param gracePeriodSeconds null for the object's own
 * @param propagationPolicy {@code Orphan}, {@code Background}, {@code Foreground}, or null for the
 *     kind's default
 * @param preconditionUid null for any
 * @param preconditionResourceVersion null for any
 */
public record DeleteOptions(
    Long gracePeriodSeconds,
    String propagationPolicy,
    String preconditionUid,
    String preconditionResourceVersion,
    boolean dryRun) {
  public static final DeleteOptions DEFAULT = new DeleteOptions(null, null, null, null, false);

  public static DeleteOptions background() {
    return new DeleteOptions(null, "Background", null, null, false);
  }

  /** Only this very object, not another of the same name. */
  public DeleteOptions onlyUid(String uid) {
    return new DeleteOptions(
        gracePeriodSeconds, propagationPolicy, uid, preconditionResourceVersion, dryRun);
  }

  /** Only the object in the state that was looked at. */
  public DeleteOptions onlyVersion(ResourceObject seen) {
    return new DeleteOptions(
        gracePeriodSeconds, propagationPolicy, seen.uid(), Long.toString(seen.revision()), dryRun);
  }

  public DeleteOptions withGrace(long seconds) {
    return new DeleteOptions(
        seconds, propagationPolicy, preconditionUid, preconditionResourceVersion, dryRun);
  }

  /** Reads a {@code DeleteOptions} body that has been through the schema. */
  public static DeleteOptions of(JsonNode body) {
    JsonNode grace = Json.at(body, "gracePeriodSeconds");
    JsonNode policy = Json.at(body, "propagationPolicy");
    JsonNode uid = Json.at(body, "preconditions", "uid");
    JsonNode version = Json.at(body, "preconditions", "resourceVersion");
    return new DeleteOptions(
        grace == null ? null : Long.valueOf(grace.longValue()),
        policy == null ? null : policy.stringValue(),
        uid == null ? null : uid.stringValue(),
        version == null ? null : version.stringValue(),
        !Json.items(body, "dryRun").isEmpty());
  }

  public ObjectNode toJson() {
    ObjectNode json = Json.object();
    json.put("kind", "DeleteOptions").put("apiVersion", "v1");
    if (gracePeriodSeconds != null) {
      json.put("gracePeriodSeconds", gracePeriodSeconds);
    }
    if (propagationPolicy != null) {
      json.put("propagationPolicy", propagationPolicy);
    }
    if (preconditionUid != null) {
      Json.ensureObject(json, "preconditions").put("uid", preconditionUid);
    }
    if (preconditionResourceVersion != null) {
      Json.ensureObject(json, "preconditions").put("resourceVersion", preconditionResourceVersion);
    }
    if (dryRun) {
      json.putArray("dryRun").add("All");
    }
    return json;
  }
}
