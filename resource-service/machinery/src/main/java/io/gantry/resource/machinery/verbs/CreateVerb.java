package io.gantry.resource.machinery.verbs;

import io.gantry.apimodel.Json;
import io.gantry.apischema.KindSchema;
import io.gantry.apischema.managedfields.ManagedFields;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.Target;
import io.gantry.resource.machinery.verbs.Bodies.Input;
import io.gantry.resource.machinery.verbs.Writer.Written;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import tools.jackson.databind.node.ObjectNode;

/** POST to a collection. */
final class CreateVerb {
  private final VerbEnvironment environment;
  private final Bodies bodies;
  private final Writer writer;

  CreateVerb(VerbEnvironment environment, Bodies bodies, Writer writer) {
    this.environment = environment;
    this.bodies = bodies;
    this.writer = writer;
  }

  ApiAnswer handle(Target target) {
    ApiCall call = target.call();
    Requests.checkWriteOptions(call, "CreateOptions");
    Input input = bodies.decode(call, target.kind());
    Supplier<ObjectNode> fresh =
        new Supplier<>() {
          private ObjectNode first = input.object();

          @Override
          public ObjectNode get() {
            ObjectNode object = first == null ? bodies.decode(call, target.kind()).object() : first;
            first = null;
            return prepared(environment, target, object);
          }
        };
    Written written = writer.create(target, "", call.dryRun(), input.emptied(), fresh);
    List<String> warnings = new ArrayList<>(input.warnings());
    warnings.addAll(written.warnings());
    return environment.renderer().object(target, 201, written.object(), warnings);
  }

  /** Settled, stripped of what only the server sets, attributed to its manager, as stored. */
  static ObjectNode prepared(VerbEnvironment environment, Target target, ObjectNode object) {
    Requests.settleNamespace(object, target);
    ObjectNode metadata = Json.ensureObject(object, "metadata");
    metadata.remove(
        List.of(
            "uid",
            "creationTimestamp",
            "deletionTimestamp",
            "deletionGracePeriodSeconds",
            "selfLink",
            "managedFields"));
    KindSchema schema = schema(environment, target);
    ManagedFields.track(
        schema, null, object, target.call().fieldManager(), "", environment.clock().instant());
    return target.toStorage(object);
  }

  static KindSchema schema(VerbEnvironment environment, Target target) {
    return environment
        .schemas()
        .kind(target.kind())
        .orElseThrow(() -> new IllegalStateException("no schema for " + target.kind()));
  }
}
