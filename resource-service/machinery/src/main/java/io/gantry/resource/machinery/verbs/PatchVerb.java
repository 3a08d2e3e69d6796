package io.gantry.resource.machinery.verbs;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.GroupKind;
import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.PatchType;
import io.gantry.apimodel.StatusException;
import io.gantry.apischema.DecodeException;
import io.gantry.apischema.Decoded;
import io.gantry.apischema.KindSchema;
import io.gantry.apischema.managedfields.ManagedFields;
import io.gantry.apischema.patch.Patches;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.SubresourceView;
import io.gantry.resource.machinery.Target;
import io.gantry.resource.machinery.content.Renderer;
import io.gantry.resource.machinery.validation.GoText;
import io.gantry.resource.machinery.validation.OptionRules;
import io.gantry.resource.machinery.verbs.Writer.Written;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** PATCH of an object, or of a document made of one, in the four kinds of patches. */
final class PatchVerb {
  private final VerbEnvironment environment;
  private final Documents documents;
  private final Writer writer;

  PatchVerb(VerbEnvironment environment, Writer writer) {
    this.environment = environment;
    this.documents = new Documents(environment);
    this.writer = writer;
  }

  ApiAnswer handle(Target target, SubresourceView view) {
    ApiCall call = target.call();
    PatchType type = PatchBody.type(call);
    if (!call.asValues()) {
      Renderer.representation(call);
    }
    checkOptions(call, type);
    PatchBody patch = PatchBody.read(environment.codec(), call, type);
    Set<String> warnings = new LinkedHashSet<>();
    Set<String> emptied = new HashSet<>();
    boolean applies = type == PatchType.APPLY;
    boolean mayCreate = applies && view == WholeObject.VIEW;
    Written written =
        writer.change(
            target,
            call.request().subresource(),
            call.dryRun(),
            mayCreate,
            emptied,
            live -> next(target, view, patch, live, warnings, emptied));
    return documents.answer(target, view, written, new ArrayList<>(warnings));
  }

  private ObjectNode next(
      Target target,
      SubresourceView view,
      PatchBody patch,
      ObjectNode live,
      Set<String> warnings,
      Set<String> emptied) {
    boolean applies = patch.type() == PatchType.APPLY;
    ObjectNode document = live == null ? null : Documents.show(target, view, live.deepCopy());
    Optional<KindSchema> schema = documents.schema(target, view);
    ObjectNode patched =
        applies
            ? applied(target, patch, document, schema.orElseThrow())
            : patched(patch, document, schema);
    if (applies && live != null) {
      keepVersion(patched, document);
    }
    if (schema.isPresent()) {
      Decoded decoded = checked(target, patch, patched, schema.get(), warnings);
      patched = decoded.object();
      emptied.clear();
      emptied.addAll(decoded.emptied());
      schema.get().applyDefaults(patched);
    }
    GroupVersionKind kind = Documents.kind(target, view);
    patched.put("kind", kind.kind()).put("apiVersion", kind.apiVersion());
    if (live == null) {
      return created(target, patched);
    }
    Requests.settleNamespace(patched, target);
    Requests.checkName(patched, target);
    return documents.carry(target, view, patched, live, applies);
  }

  private static ObjectNode patched(
      PatchBody patch, ObjectNode document, Optional<KindSchema> schema) {
    return switch (patch.type()) {
      case JSON -> Patches.json(document, patch.tree());
      case STRATEGIC -> Patches.strategic(schema.orElseThrow().type(), document, patch.tree());
      default -> Patches.merge(document, patch.tree());
    };
  }

  /** What is applied is merged into the live object, and so is of its version. */
  private static void keepVersion(ObjectNode patched, ObjectNode document) {
    ObjectNode metadata = Json.ensureObject(patched, "metadata");
    if (Json.text(metadata, "resourceVersion").isEmpty()) {
      metadata.put("resourceVersion", Json.text(document, "metadata", "resourceVersion"));
    }
  }

  private ObjectNode applied(
      Target target, PatchBody patch, ObjectNode document, KindSchema schema) {
    ApiCall call = target.call();
    requireKind(patch.tree(), schema.gvk());
    return ManagedFields.apply(
        schema,
        document,
        patch.tree().deepCopy().asObject(),
        call.query("fieldManager"),
        call.request().subresource(),
        call.query("force").equalsIgnoreCase("true") || call.query("force").equals("1"),
        environment.clock().instant());
  }

  /** What is applied says itself what it is; in another version it would mean other fields. */
  private static void requireKind(JsonNode applied, GroupVersionKind expected) {
    GroupVersionKind sent =
        GroupVersion.parse(Json.text(applied, "apiVersion")).kind(Json.text(applied, "kind"));
    if (!sent.equals(expected)) {
      throw ApiStatus.badRequest("invalid object type: " + shown(sent)).asException();
    }
  }

  /** An apply that finds nothing creates; that takes the permission to create, too. */
  private ObjectNode created(Target target, ObjectNode object) {
    RequestInfo asked = target.call().request();
    environment
        .access()
        .require(
            target.call().user(),
            RequestInfo.of(
                "create",
                target.definition().groupVersion(target.version()).resource(asked.resource()),
                asked.namespace(),
                asked.name(),
                asked.subresource()));
    ObjectNode metadata = Json.ensureObject(object, "metadata");
    String uid = Json.text(metadata, "uid");
    if (!uid.isEmpty()) {
      throw ApiStatus.conflict(
              target.resource(),
              target.name(),
              "uid mismatch: the provided object specified uid "
                  + uid
                  + ", and no existing object was found")
          .asException();
    }
    metadata.remove(
        List.of("creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"));
    Requests.settleNamespace(object, target);
    Requests.checkName(object, target);
    return target.toStorage(object);
  }

  private static void checkOptions(ApiCall call, PatchType type) {
    List<FieldError> errors = new ArrayList<>();
    if (type != PatchType.APPLY) {
      if (call.query().containsKey("force")) {
        errors.add(
            FieldError.forbidden(
                FieldPath.of("force"), "may not be specified for non-apply patch"));
      }
    } else if (call.query("fieldManager").isEmpty()) {
      errors.add(FieldError.required(FieldPath.of("fieldManager"), "is required for apply patch"));
    }
    errors.addAll(
        OptionRules.write(
            call.query("fieldManager"), call.query().get("dryRun"), call.query("fieldValidation")));
    Requests.refuse("PatchOptions", errors);
  }

  /** The patched document held against the schema; a patch that breaks it is refused as a whole. */
  private Decoded checked(
      Target target, PatchBody patch, ObjectNode patched, KindSchema schema, Set<String> warnings) {
    Object shown = shown(patch, patched);
    Decoded decoded;
    try {
      decoded = schema.check(patched);
    } catch (DecodeException e) {
      if (patch.type() == PatchType.APPLY) {
        throw notConvertible(patch, schema, e);
      }
      throw unfit(shown, patch.type() == PatchType.STRATEGIC ? e.conversion() : e.getMessage());
    }
    List<String> strict = new ArrayList<>();
    patch
        .strictErrors()
        .forEach(
            error -> strict.add(patch.type() == PatchType.JSON ? "json patch " + error : error));
    strict.addAll(decoded.strictErrors());
    if (!strict.isEmpty()) {
      switch (target.call().query("fieldValidation")) {
        case "Strict" -> throw unfit(shown, "strict decoding error: " + String.join(", ", strict));
        case "Ignore" -> {}
        default -> warnings.addAll(strict);
      }
    }
    return decoded;
  }

  /** Kubernetes prints a strategic patch itself, and what the others made of the object. */
  private static Object shown(PatchBody patch, ObjectNode patched) {
    return patch.type() == PatchType.STRATEGIC ? GoText.map(patch.tree()) : Json.string(patched);
  }

  private static StatusException unfit(Object shown, String why) {
    return ApiStatus.invalid(
            new GroupKind("", ""),
            "",
            List.of(FieldError.invalid(FieldPath.of("patch"), shown, why)))
        .asException();
  }

  private static StatusException notConvertible(
      PatchBody patch, KindSchema schema, DecodeException e) {
    JsonNode body = patch.tree();
    return Requests.plain(
        500,
        "failed to convert new object (%s/%s; %s) to proper version: unable to convert unstructured object to %s: %s"
            .formatted(
                Json.text(body, "metadata", "namespace"),
                Json.text(body, "metadata", "name"),
                shown(schema.gvk()),
                shown(schema.gvk()),
                e.conversion()));
  }

  private static String shown(GroupVersionKind kind) {
    return kind.group() + "/" + kind.version() + ", Kind=" + kind.kind();
  }
}
