package io.gantry.resource.machinery;

import io.gantry.apiaccess.Authorizer;
import io.gantry.apiaccess.RequestInfo;
import io.gantry.apiaccess.RequestInfoParser;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.resource.machinery.access.AccessCheck;
import io.gantry.resource.machinery.chain.ApiChain;
import io.gantry.resource.machinery.chain.AuditTrail;
import io.gantry.resource.machinery.chain.Dispatcher;
import io.gantry.resource.machinery.content.Renderer;
import io.gantry.resource.machinery.subresources.ScaleSubresource;
import io.gantry.resource.machinery.subresources.StatusSubresource;
import io.gantry.resource.machinery.validation.FieldRules;
import io.gantry.resource.machinery.verbs.Admission;
import io.gantry.resource.machinery.verbs.GenericVerbs;
import io.gantry.resource.machinery.verbs.VerbEnvironment;
import io.gantry.resource.store.MemoryStore;
import io.gantry.resource.store.Window;
import io.gantry.resource.store.cache.LogTailCache;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The whole chain over a memory store, serving two kinds that exist nowhere else: namespaced
 * widgets (status, scale, grace period, two versions) and cluster-scoped gadgets.
 */
public final class FakeCluster implements AutoCloseable {
  public static final UserInfo ADMIN = UserInfo.of("admin", List.of("system:masters"));
  private static final List<String> VERBS =
      List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");

  /** Widgets end gracefully when {@code spec.grace} says so; v1beta1 names it {@code patience}. */
  static final class Widgets implements KindStrategy {
    @Override
    public void prepareForCreate(WriteContext context, ObjectNode object) {
      object.remove("status");
      Json.ensureObject(object, "metadata").put("generation", 1);
    }

    @Override
    public void prepareForUpdate(WriteContext context, ObjectNode object, ObjectNode old) {
      if (context.subresource().equals("status")) {
        return;
      }
      if (old.has("status")) {
        object.set("status", old.get("status"));
      } else {
        object.remove("status");
      }
      if (!FieldRules.same(object.get("spec"), old.get("spec"))) {
        Json.ensureObject(object, "metadata")
            .put("generation", Json.number(old, 0, "metadata", "generation") + 1);
      }
    }

    @Override
    public List<FieldError> validate(WriteContext context, ObjectNode object) {
      return FieldRules.nonNegative(
          FieldPath.of("spec").child("replicas"), Json.number(object, 0, "spec", "replicas"));
    }

    @Override
    public Map<String, String> selectableFields(ObjectNode object) {
      return Map.of("spec.color", Json.text(object, "spec", "color"));
    }

    @Override
    public List<String> selectableFieldNames() {
      return List.of("spec.color");
    }

    @Override
    public long gracePeriodSeconds(WriteContext context, ObjectNode object, DeleteOptions options) {
      return options.gracePeriodSeconds() != null
          ? Math.min(options.gracePeriodSeconds(), Json.number(object, 0, "spec", "grace"))
          : Json.number(object, 0, "spec", "grace");
    }

    @Override
    public boolean finished(ObjectNode object) {
      return !Json.bool(object, false, "spec", "held");
    }
  }

  public final MemoryStore store;
  public final LogTailCache cache;
  public final GenericVerbs verbs;
  public final ApiHandler chain;
  public final Map<String, ResourceDefinition> definitions = new LinkedHashMap<>();
  public Authorizer.Decision decision = new Authorizer.Decision(Authorizer.Verdict.ALLOW, "");
  public volatile Instant now = Instant.parse("2026-01-02T03:04:05Z");
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  public FakeCluster() {
    this(List.of());
  }

  public FakeCluster(List<AdmissionPlugin> plugins) {
    InstantSource clock = () -> now;
    store = new MemoryStore();
    cache = new LogTailCache(store, Window.STANDARD, InstantSource.system());
    cache.start();
    GroupVersionKind scale = new GroupVersionKind("autoscaling", "v1", "Scale");
    FakeSchemas schemas = schemas();
    define(
        new ResourceDefinition(
            "example.io",
            "widgets",
            "Widget",
            "widget",
            List.of("wg"),
            List.of("all"),
            true,
            VERBS,
            List.of("v1", "v1beta1"),
            "v1",
            "hash=",
            new Widgets(),
            null,
            Map.of(
                "status",
                new ResourceDefinition.Subresource(
                    "status",
                    new GroupVersionKind("example.io", "v1", "Widget"),
                    List.of("get", "patch", "update"),
                    new StatusSubresource()),
                "scale",
                new ResourceDefinition.Subresource(
                    "scale", scale, List.of("get", "patch", "update"), new ScaleSubresource())),
            FakeCluster::convert));
    define(
        new ResourceDefinition(
            "",
            "gadgets",
            "Gadget",
            "gadget",
            List.of(),
            List.of(),
            false,
            VERBS,
            List.of("v1"),
            "v1",
            "",
            new KindStrategy() {
              @Override
              public boolean returnsDeleted() {
                return true;
              }

              @Override
              public boolean unconditionalUpdate() {
                return false;
              }

              @Override
              public boolean createOnUpdate() {
                return true;
              }
            },
            null,
            Map.of(),
            null));
    ResourceRegistry resources = registry();
    AccessCheck access = new AccessCheck((user, request) -> decision);
    verbs =
        new GenericVerbs(
            new VerbEnvironment(
                cache,
                resources,
                schemas,
                schemas,
                access,
                new Admission(plugins),
                new Renderer(clock),
                clock,
                new Random(7),
                timer));
    chain =
        new ApiChain(
            100,
            access,
            AuditTrail.NONE,
            new Dispatcher(
                resources,
                verbs,
                call -> {
                  throw ApiStatus.noSuchPath().asException();
                }));
  }

  private static FakeSchemas schemas() {
    String widget =
        "{'spec':{'replicas':'integer','color':'string','%s':'integer','held':'any',"
            + "'selector':{'matchLabels':'map'}},'status':{'replicas':'integer','note':'string'}}";
    return new FakeSchemas()
        .add(
            new GroupVersionKind("example.io", "v1", "Widget"),
            widget.formatted("grace"),
            FakeCluster::defaults)
        .add(
            new GroupVersionKind("example.io", "v1beta1", "Widget"),
            widget.formatted("patience"),
            FakeCluster::defaults)
        .add(new GroupVersionKind("", "v1", "Gadget"), "{'data':'map'}", object -> {})
        .add(
            new GroupVersionKind("autoscaling", "v1", "Scale"),
            "{'spec':{'replicas':'integer'},'status':{'replicas':'integer','selector':'string'}}",
            object -> {});
  }

  private static void defaults(ObjectNode widget) {
    ObjectNode spec = Json.ensureObject(widget, "spec");
    if (!spec.has("replicas")) {
      spec.put("replicas", 1);
    }
  }

  private static void convert(ObjectNode object, GroupVersion to) {
    String version = to.version();
    if (object.get("spec") instanceof ObjectNode spec) {
      JsonNode value = spec.remove(version.equals("v1") ? "patience" : "grace");
      if (value != null) {
        spec.set(version.equals("v1") ? "grace" : "patience", value);
      }
    }
  }

  private void define(ResourceDefinition definition) {
    definitions.put(definition.resource(), definition);
  }

  private ResourceRegistry registry() {
    return new ResourceRegistry() {
      @Override
      public Optional<ResourceDefinition> find(GroupVersionResource resource) {
        return Optional.ofNullable(definitions.get(resource.resource()))
            .filter(
                d ->
                    d.group().equals(resource.group())
                        && d.versions().contains(resource.version()));
      }

      @Override
      public Collection<ResourceDefinition> all() {
        return definitions.values();
      }

      @Override
      public long generation() {
        return 1;
      }
    };
  }

  /** Sends a request as a client would. */
  public Reply send(String method, String pathAndQuery, String body) {
    return send(method, pathAndQuery, "application/json", body, "");
  }

  public Reply send(
      String method, String pathAndQuery, String contentType, String body, String accept) {
    int question = pathAndQuery.indexOf('?');
    String path = question < 0 ? pathAndQuery : pathAndQuery.substring(0, question);
    Map<String, List<String>> query =
        RequestInfoParser.query(question < 0 ? "" : pathAndQuery.substring(question + 1));
    RequestInfo request = RequestInfoParser.parse(method, path, query);
    ApiCall call =
        new ApiCall(
            ADMIN,
            request,
            query,
            accept,
            "tester/1.0",
            new ApiCall.Body.Bytes(
                contentType, body.replace('\'', '"').getBytes(StandardCharsets.UTF_8)));
    try {
      return Reply.of(chain.handle(call));
    } catch (StatusException e) {
      return new Reply(e.code(), e.status().toJson(), List.of(), null);
    }
  }

  public Reply get(String pathAndQuery) {
    return send("GET", pathAndQuery, "");
  }

  public Reply patch(String pathAndQuery, String type, String body) {
    return send("PATCH", pathAndQuery, type, body, "");
  }

  public ResourceObject stored(String namespace, String name) {
    return cache
        .get(new ObjectKey(definitions.get("widgets").groupResource(), namespace, name))
        .orElse(null);
  }

  @Override
  public void close() {
    timer.shutdownNow();
    cache.close();
    store.close();
  }

  /** What came back. */
  public record Reply(
      int code, ObjectNode json, List<String> warnings, ApiAnswer.WatchSource watch) {
    static Reply of(ApiAnswer answer) {
      return switch (answer) {
        case ApiAnswer.Document d -> new Reply(d.code(), parse(d.body()), d.warnings(), null);
        case ApiAnswer.Pieces p -> {
          ByteArrayOutputStream all = new ByteArrayOutputStream();
          p.pieces().forEach(all::writeBytes);
          yield new Reply(p.code(), parse(all.toByteArray()), p.warnings(), null);
        }
        case ApiAnswer.Watch w -> new Reply(200, null, List.of(), w.source());
        default -> throw new IllegalStateException("not over HTTP: " + answer);
      };
    }

    private static ObjectNode parse(byte[] body) {
      return Json.parseObject(body);
    }

    public String text(String... path) {
      return Json.text(json, path);
    }

    public String message() {
      return text("message");
    }

    public List<String> names() {
      return Json.items(json, "items").stream()
          .map(item -> Json.text(item, "metadata", "name"))
          .toList();
    }

    /** Events of a watch, as "ADDED name": polls until there are so many, or it has ended. */
    public List<String> events(int count) {
      StringBuilder text = new StringBuilder();
      Instant deadline = Instant.now().plusSeconds(10);
      while (Instant.now().isBefore(deadline)) {
        byte[] drained = watch.drain();
        if (drained == null) {
          break;
        }
        text.append(new String(drained, StandardCharsets.UTF_8));
        if (text.toString().lines().count() >= count) {
          break;
        }
        Thread.onSpinWait();
      }
      return text.toString()
          .lines()
          .map(Json::parse)
          .map(
              event ->
                  Json.text(event, "type")
                      + " "
                      + (Json.text(event, "object", "kind").equals("Status")
                          ? Json.text(event, "object", "message")
                          : Json.text(event, "object", "metadata", "name")))
          .map(String::strip)
          .toList();
    }
  }
}
