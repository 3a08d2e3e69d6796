package io.gantry.resource.machinery;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.apiaccess.UserInfo;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * One API request, whether it came over HTTP or from a component in this JVM.
 *
 * @param query decoded query parameters in order
 * @param accept the Accept header; {@link #AS_VALUES} from callers in this JVM
 */
public record ApiCall(
    UserInfo user,
    RequestInfo request,
    Map<String, List<String>> query,
    String accept,
    String userAgent,
    Body body) {
  /** Answer with {@link ApiAnswer.Entity} and {@link ApiAnswer.Items}, not with encoded bytes. */
  public static final String AS_VALUES = "application/vnd.gantry.values";

  public sealed interface Body {
    Body NONE = new Bytes("", new byte[0]);

    /** A body as it arrived; an empty type means that none was sent. */
    record Bytes(String contentType, byte[] bytes) implements Body {}

    /** A tree that the callee may keep; the type tells patches apart. */
    record Tree(String contentType, tools.jackson.databind.JsonNode tree) implements Body {}
  }

  /** The first value of a query parameter; empty when absent. */
  public String query(String name) {
    List<String> values = query.get(name);
    return values == null || values.isEmpty() ? "" : values.getFirst();
  }

  public boolean asValues() {
    return accept.equals(AS_VALUES);
  }

  /** {@code fieldManager}, or what managed fields are attributed to without it. */
  public String fieldManager() {
    String manager = query("fieldManager");
    if (!manager.isEmpty()) {
      return manager;
    }
    int slash = userAgent.indexOf('/');
    String program = slash < 0 ? userAgent : userAgent.substring(0, slash);
    if (program.isEmpty()) {
      return "unknown";
    }
    return program.length() > 128 ? program.substring(0, 128) : program;
  }

  public boolean dryRun() {
    return query.containsKey("dryRun");
  }

  static ApiCall ofTree(UserInfo user, RequestInfo request, String contentType, ObjectNode tree) {
    return new ApiCall(user, request, Map.of(), AS_VALUES, "", new Body.Tree(contentType, tree));
  }
}
