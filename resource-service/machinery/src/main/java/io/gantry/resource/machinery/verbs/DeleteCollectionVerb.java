package io.gantry.resource.machinery.verbs;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.Listing;
import io.gantry.apimodel.ResourceObject;
import io.gantry.apimodel.StatusException;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.Target;
import io.gantry.resource.store.WatchCache.RevisionGoneException;
import java.util.List;

/** DELETE of a collection: one object after the other, not as one. Answers with what it found. */
final class DeleteCollectionVerb {
  private final VerbEnvironment environment;
  private final ListVerb lists;
  private final DeleteVerb deletes;

  DeleteCollectionVerb(VerbEnvironment environment, ListVerb lists, DeleteVerb deletes) {
    this.environment = environment;
    this.lists = lists;
    this.deletes = deletes;
  }

  ApiAnswer handle(Target target) {
    DeleteOptions options = deletes.options(target.call());
    Listing found;
    try {
      found = lists.all(target);
    } catch (RevisionGoneException e) {
      throw ApiStatus.expired(e.getMessage()).asException();
    }
    for (ResourceObject item : found.items()) {
      try {
        deletes.delete(one(target, item), options);
      } catch (StatusException e) {
        if (!e.isNotFound()) {
          throw e;
        }
      }
    }
    return environment.renderer().list(target, found, List.of());
  }

  /** The same call, aimed at one object. */
  private static Target one(Target target, ResourceObject item) {
    ApiCall call = target.call();
    RequestInfo asked = call.request();
    RequestInfo request =
        RequestInfo.of(
            "delete",
            target.definition().groupVersion(target.version()).resource(asked.resource()),
            item.namespace(),
            item.name(),
            "");
    return new Target(
        new ApiCall(
            call.user(), request, call.query(), call.accept(), call.userAgent(), call.body()),
        target.definition(),
        target.version());
  }
}
