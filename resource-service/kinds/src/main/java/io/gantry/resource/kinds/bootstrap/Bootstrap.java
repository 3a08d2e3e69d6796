package io.gantry.resource.kinds.bootstrap;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.StatusException;
import io.gantry.resource.kinds.bootstrap.BootstrapObjects.BootstrapObject;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ApiHandler;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Puts the bootstrap objects in place at every start: what is missing is made; roles and bindings
 * marked for it get back what they were born with (rules and subjects that were added stay), and
 * the {@code kubernetes} service's endpoints follow the API's address. Everything else is left as
 * its owner made it.
 */
public final class Bootstrap {
  private static final Logger log = LoggerFactory.getLogger(Bootstrap.class);
  private static final UserInfo SELF = UserInfo.of("system:apiserver", List.of("system:masters"));
  private static final String USER_AGENT = "kube-apiserver";
  private static final String AUTO_UPDATE = "rbac.authorization.kubernetes.io/autoupdate";

  private final ApiHandler api;

  public Bootstrap(ApiHandler api) {
    this.api = api;
  }

  /** Returns when all are there; a refusal other than "it is there" ends it. */
  public void ensure(List<BootstrapObject> objects) {
    int made = 0;
    for (BootstrapObject wanted : objects) {
      if (ensure(wanted)) {
        made++;
      }
    }
    if (made > 0) {
      log.info("made {} of {} bootstrap objects", made, objects.size());
    }
  }

  private boolean ensure(BootstrapObject wanted) {
    ObjectNode stored = get(wanted);
    if (stored != null) {
      repair(wanted, stored);
      return false;
    }
    try {
      call(wanted, "create", "", wanted.object());
      return true;
    } catch (StatusException e) {
      if (e.isAlreadyExists()) {
        return false;
      }
      throw e;
    }
  }

  private ObjectNode get(BootstrapObject wanted) {
    try {
      return call(wanted, "get", wanted.name(), null);
    } catch (StatusException e) {
      if (e.isNotFound()) {
        return null;
      }
      throw e;
    }
  }

  private void repair(BootstrapObject wanted, ObjectNode stored) {
    boolean changed =
        switch (wanted.resource().resource()) {
          case "clusterroles", "roles" ->
              isAutoUpdated(stored) && addMissing("rules", wanted.object(), stored);
          case "clusterrolebindings", "rolebindings" ->
              isAutoUpdated(stored) && addMissing("subjects", wanted.object(), stored);
          case "endpointslices" ->
              follow("endpoints", wanted.object(), stored)
                  | follow("ports", wanted.object(), stored);
          default -> false;
        };
    if (changed) {
      log.info("put right: {} {}", wanted.resource().resource(), wanted.name());
      call(wanted, "update", wanted.name(), stored);
    }
  }

  private static boolean isAutoUpdated(ObjectNode stored) {
    return Json.map(stored, "metadata", "annotations")
        .getOrDefault(AUTO_UPDATE, "false")
        .equals("true");
  }

  /** Roles that gather their rules from others have none of their own to be put back. */
  private static boolean addMissing(String field, ObjectNode wanted, ObjectNode stored) {
    if (Json.has(wanted, "aggregationRule")) {
      return false;
    }
    boolean changed = false;
    List<JsonNode> present = Json.items(stored, field);
    for (JsonNode item : Json.items(wanted, field)) {
      if (!present.contains(item)) {
        ArrayNode list = Json.ensureArray(stored, field);
        list.add(item);
        changed = true;
      }
    }
    return changed;
  }

  private static boolean follow(String field, ObjectNode wanted, ObjectNode stored) {
    if (wanted.get(field).equals(stored.get(field))) {
      return false;
    }
    stored.set(field, wanted.get(field));
    return true;
  }

  private ObjectNode call(BootstrapObject object, String verb, String name, ObjectNode body) {
    RequestInfo request =
        new RequestInfo(
            true,
            object.resource().path(object.namespace(), name),
            verb,
            object.resource().group(),
            object.resource().version(),
            object.namespace(),
            object.resource().resource(),
            name,
            "",
            "");
    ApiCall call =
        new ApiCall(
            SELF,
            request,
            Map.of(),
            ApiCall.AS_VALUES,
            USER_AGENT,
            body == null
                ? ApiCall.Body.NONE
                : new ApiCall.Body.Tree("application/json", body.deepCopy()));
    ApiAnswer answer = api.handle(call);
    if (answer instanceof ApiAnswer.Entity entity) {
      return entity.object().tree();
    }
    throw new IllegalStateException(verb + " " + request.path() + " was answered with " + answer);
  }
}
