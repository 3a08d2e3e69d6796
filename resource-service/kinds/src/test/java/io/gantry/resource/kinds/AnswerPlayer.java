package io.gantry.resource.kinds;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.StatusException;
import io.gantry.apischema.DecodeException;
import io.gantry.apischema.Decoded;
import io.gantry.apischema.KindSchema;
import io.gantry.apischema.Schema;
import io.gantry.resource.machinery.AdmissionPlugin;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.validation.ObjectMetaRules;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Plays recorded answers of a Kubernetes 1.32 against schema, strategies and validation, without a
 * server: decode, default, prepare, validate. What needs a cluster (admission, allocation against
 * other objects) is left out.
 */
final class AnswerPlayer {
  private static final Pattern DUMP =
      Pattern.compile(
          "(Invalid|Unsupported|Duplicate) value: &?(?:map\\[string\\]\\S*?|[\\w.*\\[\\]]*\\w)\\{.*\\}(?=: |$)",
          Pattern.DOTALL);
  private static final Pattern VOLATILE =
      Pattern.compile(
          "[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}|\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z|kube-api-access-\\w{5}");
  private static final Pattern DECODING =
      Pattern.compile(
          "(?s): (json: cannot unmarshal|json: |parsing time|illegal base64|quantities must|unable to"
              + " parse quantity).*");

  private static final List<AdmissionPlugin> ADMISSION = AdmissionPlugins.builtin(pause -> {});

  private final Schema schema = Schema.load();
  private final Map<String, ResourceDefinition> definitions;

  AnswerPlayer(List<ResourceDefinition> definitions) {
    this.definitions = new java.util.HashMap<>();
    for (ResourceDefinition definition : definitions) {
      for (String version : definition.versions()) {
        this.definitions.put(
            definition.groupVersion(version).apiVersion() + " " + definition.resource(),
            definition);
      }
    }
  }

  /** How many of a kind's recorded answers are given, and the differences. */
  record Agreement(String kind, int cases, int codes, int whole, List<String> differences) {}

  Agreement play(String kind) {
    JsonNode seed = Json.parse(resource("answers/seeds/" + kind + ".json"));
    int cases = 0;
    int codes = 0;
    int whole = 0;
    List<String> differences = new ArrayList<>();
    for (String line : resource("answers/" + kind + ".jsonl").split("\n")) {
      JsonNode change = Json.parse(line);
      JsonNode expected = change.get("answer");
      JsonNode got;
      try {
        got = answer(Json.text(seed, "path"), changed(seed.get("body"), change.get("op")));
      } catch (RuntimeException e) {
        StackTraceElement at = e.getStackTrace()[0];
        got = Json.object().put("code", 500).put("message", e + " at " + at);
      }
      cases++;
      codes += got.get("code").asInt() == expected.get("code").asInt() ? 1 : 0;
      if (got.equals(expected)) {
        whole++;
      } else {
        differences.add(
            change.get("op") + "\n    kubernetes: " + expected + "\n    here:       " + got);
      }
    }
    return new Agreement(kind, cases, codes, whole, differences);
  }

  /** What the server would store of a seed, before admission. */
  ObjectNode defaulted(String kind) {
    JsonNode seed = Json.parse(resource("answers/seeds/" + kind + ".json"));
    ObjectNode object = (ObjectNode) seed.get("body").deepCopy();
    answer(Json.text(seed, "path"), object);
    return object;
  }

  ResourceDefinition definition(String kind) {
    return definition(
        Json.text(Json.parse(resource("answers/seeds/" + kind + ".json")), "path").split("/"));
  }

  private ResourceDefinition definition(String[] path) {
    String apiVersion = path[1].equals("api") ? path[2] : path[2] + "/" + path[3];
    return definitions.get(apiVersion + " " + path[path.length - 1]);
  }

  JsonNode answer(String path, ObjectNode object) {
    ResourceDefinition definition = definition(path.split("/"));
    String apiVersion = Json.text(object, "apiVersion");
    GroupVersionKind gvk = GroupVersion.parse(apiVersion).kind(definition.kind());
    String handled =
        gvk.kind()
            + " in version \""
            + gvk.version()
            + "\" cannot be handled as a "
            + gvk.kind()
            + ": ";
    KindSchema type = schema.kind(gvk).orElseThrow();
    Decoded decoded;
    try {
      decoded = type.check(object);
      if (!decoded.strictErrors().isEmpty()) {
        return badRequest(
            handled + "strict decoding error: " + String.join(", ", decoded.strictErrors()));
      }
    } catch (DecodeException e) {
      return badRequest(handled + e.getMessage());
    }
    type.applyDefaults(object);
    if (definition.namespaced()) {
      Json.ensureObject(object, "metadata").put("namespace", "default");
    }
    OfflineContext context = new OfflineContext(definition);
    context.emptied.addAll(decoded.emptied());
    try {
      context.add("", "", "namespaces", "default");
      context.add("", "default", "serviceaccounts", "default");
      RequestInfo request =
          new RequestInfo(
              true,
              path,
              "create",
              definition.group(),
              gvk.version(),
              definition.namespaced() ? "default" : "",
              definition.resource(),
              "",
              "",
              "");
      AdmissionPlugin.Attributes attributes =
          new AdmissionPlugin.Attributes(
              AdmissionPlugin.Operation.CREATE, request, context, object, null, new ArrayList<>());
      ADMISSION.forEach(plugin -> plugin.admit(attributes));
      definition.strategy().prepareForCreate(context, object);
      List<FieldError> errors =
          new ArrayList<>(
              ObjectMetaRules.forCreate(
                  FieldPath.of("metadata"),
                  object,
                  definition.namespaced(),
                  definition.strategy()));
      errors.addAll(definition.strategy().validate(context, object));
      if (errors.isEmpty()) {
        definition.strategy().allocate(context, object, null);
      }
      return errors.isEmpty() ? Json.object().put("code", 201) : invalid(errors);
    } catch (StatusException e) {
      ObjectNode answer = Json.object().put("code", e.code()).put("reason", e.status().reason());
      if (e.code() == 422) {
        ArrayNode causes = answer.putArray("causes");
        e.status()
            .details()
            .causes()
            .forEach(c -> causes.addArray().add(c.field()).add(c.reason()).add(text(c.message())));
      } else {
        answer.put("message", e.status().message());
      }
      return answer;
    }
  }

  private static JsonNode invalid(List<FieldError> errors) {
    ObjectNode answer = Json.object().put("code", 422).put("reason", "Invalid");
    List<List<String>> causes = new ArrayList<>();
    for (FieldError error : errors) {
      causes.add(List.of(error.field(), error.type().reason(), text(error.message())));
    }
    causes.sort(java.util.Comparator.comparing(c -> String.join("\u0000", c)));
    ArrayNode rebuilt = answer.putArray("causes");
    causes.forEach(
        c -> {
          ArrayNode one = rebuilt.addArray();
          c.forEach(one::add);
        });
    return answer;
  }

  private static JsonNode badRequest(String message) {
    return Json.object()
        .put("code", 400)
        .put("reason", "BadRequest")
        .put("message", DECODING.matcher(text(message)).replaceFirst(": <decoding error>"));
  }

  private static String text(String message) {
    String plain = DUMP.matcher(message).replaceAll("$1 value: <object>");
    return VOLATILE.matcher(plain).replaceAll("<x>").split("\n", 2)[0];
  }

  /** One RFC 6902 add, replace or remove on a copy. */
  static ObjectNode changed(JsonNode body, JsonNode op) {
    ObjectNode copy = (ObjectNode) body.deepCopy();
    String[] steps = Json.text(op, "path").substring(1).split("/", -1);
    JsonNode at = copy;
    for (int i = 0; i < steps.length - 1; i++) {
      String step = steps[i].replace("~1", "/").replace("~0", "~");
      at = at.isArray() ? at.get(Integer.parseInt(step)) : at.get(step);
    }
    String last = steps[steps.length - 1].replace("~1", "/").replace("~0", "~");
    String what = Json.text(op, "op");
    JsonNode value = op.get("value");
    if (at instanceof ArrayNode array) {
      if (what.equals("remove")) {
        array.remove(Integer.parseInt(last));
      } else if (what.equals("add")) {
        array.insert(last.equals("-") ? array.size() : Integer.parseInt(last), value);
      } else {
        array.set(Integer.parseInt(last), value);
      }
    } else if (what.equals("remove")) {
      ((ObjectNode) at).remove(last);
    } else {
      ((ObjectNode) at).set(last, value);
    }
    return copy;
  }

  static String resource(String name) {
    try (InputStream in = AnswerPlayer.class.getResourceAsStream("/" + name)) {
      return new String(
          java.util.Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(name, e);
    }
  }
}
