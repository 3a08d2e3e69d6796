package io.gantry.resource.machinery.verbs;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.GroupVersionKind;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apischema.managedfields.ManagedFields;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ObjectVerbs;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.machinery.SubresourceView;
import io.gantry.resource.machinery.Target;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import tools.jackson.databind.node.ObjectNode;

/** All verbs of all kinds. */
public final class GenericVerbs implements ObjectVerbs {
  private final VerbEnvironment environment;
  private final Bodies bodies;
  private final Writer writer;
  private final GetVerb gets;
  private final ListVerb lists;
  private final WatchVerb watches;
  private final CreateVerb creates;
  private final UpdateVerb updates;
  private final PatchVerb patches;
  private final DeleteVerb deletes;
  private final DeleteCollectionVerb collectionDeletes;

  public GenericVerbs(VerbEnvironment environment) {
    this.environment = environment;
    bodies = new Bodies(environment);
    writer = new Writer(environment);
    gets = new GetVerb(environment);
    lists = new ListVerb(environment);
    watches = new WatchVerb(environment);
    creates = new CreateVerb(environment, bodies, writer);
    updates = new UpdateVerb(environment, bodies, writer);
    patches = new PatchVerb(environment, writer);
    deletes = new DeleteVerb(environment, writer);
    collectionDeletes = new DeleteCollectionVerb(environment, lists, deletes);
  }

  /** Serves a request for the resource itself. */
  public ApiAnswer handle(Target target) {
    return switch (target.call().request().verb()) {
      case "get" -> gets.handle(target);
      case "list" -> lists.handle(target);
      case "watch" -> watches.handle(target);
      case "create" -> creates.handle(target);
      case "update" -> updates.handle(target, WholeObject.VIEW);
      case "patch" -> patches.handle(target, WholeObject.VIEW);
      case "delete" -> deletes.handle(target);
      case "deletecollection" -> collectionDeletes.handle(target);
      default -> throw methodNotAllowed();
    };
  }

  /** 405 of a method that the path does not have. */
  public static io.gantry.apimodel.StatusException methodNotAllowed() {
    return new ApiStatus(
            405,
            "MethodNotAllowed",
            "the server does not allow this method on the requested resource",
            new ApiStatus.Details("", "", "", "", List.of(), 0))
        .asException();
  }

  @Override
  public ResourceObject get(ResourceDefinition definition, String namespace, String name) {
    environment.cache().refresh(definition.storedResource());
    return environment
        .cache()
        .get(new ObjectKey(definition.storedResource(), namespace, name))
        .orElseThrow(() -> ApiStatus.notFound(definition.groupResource(), name).asException());
  }

  @Override
  public ResourceObject change(
      ApiCall call, ResourceDefinition definition, Consumer<ObjectNode> change) {
    Target target = Target.of(call, definition);
    String subresource = call.request().subresource();
    return writer
        .change(
            target,
            subresource,
            call.dryRun(),
            false,
            Set.of(),
            live -> {
              ObjectNode before = live.deepCopy();
              change.accept(live);
              ManagedFields.track(
                  environment.schemas().kind(definition.storageKind()).orElseThrow(),
                  before,
                  live,
                  call.fieldManager(),
                  subresource,
                  environment.clock().instant());
              return live;
            })
        .object();
  }

  @Override
  public ObjectNode decode(ApiCall call, GroupVersionKind expected) {
    return bodies.decode(call, expected).object();
  }

  @Override
  public ResourceObject delete(ApiCall call, ResourceDefinition definition, DeleteOptions options) {
    return deletes.delete(Target.of(call, definition), options).object();
  }

  @Override
  public ApiAnswer serve(ApiCall call, ResourceDefinition definition, SubresourceView view) {
    Target target = Target.of(call, definition);
    return switch (call.request().verb()) {
      case "get" -> {
        ResourceObject object = gets.read(target);
        yield view.kind() == null
            ? environment.renderer().object(target, 200, object, List.of())
            : answer(call, 200, view.show(object.tree()));
      }
      case "update" -> updates.handle(target, view);
      case "patch" -> patches.handle(target, view);
      default -> throw methodNotAllowed();
    };
  }

  @Override
  public ApiAnswer answer(ApiCall call, int code, ObjectNode object) {
    return environment.renderer().tree(call, code, object, List.of());
  }
}
