package io.gantry.resource.machinery.verbs;

import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.SubresourceView;
import io.gantry.resource.machinery.Target;
import io.gantry.resource.machinery.verbs.Bodies.Input;
import io.gantry.resource.machinery.verbs.Writer.Wish;
import io.gantry.resource.machinery.verbs.Writer.Written;
import tools.jackson.databind.node.ObjectNode;

/** PUT of an object, or of a document made of one. */
final class UpdateVerb {
  private final VerbEnvironment environment;
  private final Bodies bodies;
  private final Documents documents;
  private final Writer writer;

  UpdateVerb(VerbEnvironment environment, Bodies bodies, Writer writer) {
    this.environment = environment;
    this.bodies = bodies;
    this.documents = new Documents(environment);
    this.writer = writer;
  }

  ApiAnswer handle(Target target, SubresourceView view) {
    ApiCall call = target.call();
    Requests.checkWriteOptions(call, "UpdateOptions");
    // Decoded before anything is read: a bad body is refused whether the object exists or not.
    Input input = bodies.decode(call, Documents.kind(target, view));
    Requests.checkName(input.object(), target);
    boolean mayCreate = view == WholeObject.VIEW && target.definition().strategy().createOnUpdate();
    Wish wish =
        new Wish() {
          private ObjectNode first = input.object();

          @Override
          public ObjectNode next(ObjectNode live) {
            ObjectNode document =
                first == null ? bodies.decode(call, Documents.kind(target, view)).object() : first;
            first = null;
            if (live == null) {
              return CreateVerb.prepared(environment, target, document);
            }
            Requests.settleNamespace(document, target);
            return documents.carry(target, view, document, live, false);
          }
        };
    Written written =
        writer.change(
            target, call.request().subresource(), call.dryRun(), mayCreate, input.emptied(), wish);
    return documents.answer(target, view, written, input.warnings());
  }
}
