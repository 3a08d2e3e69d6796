package io.gantry.resource.machinery.verbs;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.Json;
import io.gantry.apischema.KindSchema;
import io.gantry.apischema.managedfields.ManagedFields;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.SubresourceView;
import io.gantry.resource.machinery.Target;
import io.gantry.resource.machinery.verbs.Writer.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * What replacing and patching have in common: the document that a client sees of an object (the
 * object itself, its status, its scale), and how a changed one is carried back.
 */
final class Documents {
  private final VerbEnvironment environment;

  Documents(VerbEnvironment environment) {
    this.environment = environment;
  }

  /** The kind that a body must be of. */
  static GroupVersionKind kind(Target target, SubresourceView view) {
    return view.kind() == null ? target.kind() : view.kind();
  }

  Optional<KindSchema> schema(Target target, SubresourceView view) {
    return environment.schemas().kind(kind(target, view));
  }

  /** The document made of a live object, in the version the caller speaks. */
  static ObjectNode show(Target target, SubresourceView view, ObjectNode live) {
    ObjectNode document = view.show(live);
    return view.kind() == null ? target.toCaller(document) : document;
  }

  /**
   * The object that a changed document makes of a live one.
   *
   * @param document as the caller speaks, checked, defaulted, named and settled; consumed
   * @param live in the storage version; consumed
   * @param tracked the document already says who owns which field
   */
  ObjectNode carry(
      Target target, SubresourceView view, ObjectNode document, ObjectNode live, boolean tracked) {
    List<FieldError> errors = view.validate(document);
    if (!errors.isEmpty()) {
      throw ApiStatus.invalid(kind(target, view).groupKind(), target.name(), errors).asException();
    }
    String manager = target.call().fieldManager();
    if (view == WholeObject.VIEW) {
      if (!tracked) {
        // Attributed in the caller's version: that is the version whose fields were written.
        ManagedFields.track(
            schema(target, view).orElseThrow(),
            target.toCaller(live),
            document,
            manager,
            "",
            environment.clock().instant());
      }
      return target.toStorage(document);
    }
    ObjectNode before = live.deepCopy();
    String version = Json.text(document, "metadata", "resourceVersion");
    String uid = Json.text(document, "metadata", "uid");
    view.take(view.kind() == null ? target.toStorage(document) : document, live);
    lock(live, "resourceVersion", version);
    lock(live, "uid", uid);
    if (!tracked || view.kind() != null) {
      ManagedFields.track(
          environment.schemas().kind(target.definition().storageKind()).orElseThrow(),
          before,
          live,
          manager,
          target.call().request().subresource(),
          environment.clock().instant());
    }
    return live;
  }

  /** What the document insists on: the planner holds it against the live object. */
  private static void lock(ObjectNode object, String field, String value) {
    ObjectNode metadata = Json.ensureObject(object, "metadata");
    if (value.isEmpty()) {
      metadata.remove(field);
    } else {
      metadata.put(field, value);
    }
  }

  ApiAnswer answer(
      Target target, SubresourceView view, Written written, List<String> bodyWarnings) {
    List<String> warnings = new ArrayList<>(bodyWarnings);
    warnings.addAll(written.warnings());
    int code = written.created() ? 201 : 200;
    return view.kind() == null
        ? environment.renderer().object(target, code, written.object(), warnings)
        : environment
            .renderer()
            .tree(target.call(), code, view.show(written.object().tree()), warnings);
  }
}
