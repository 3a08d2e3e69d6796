package io.gantry.resource.machinery.verbs;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.Listing;
import io.gantry.apimodel.ObjectKey;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.Target;
import io.gantry.resource.machinery.content.Renderer;
import io.gantry.resource.store.Selection;
import io.gantry.resource.store.WatchCache;
import io.gantry.resource.store.WatchCache.RevisionGoneException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** GET of a collection, whole or in chunks. */
final class ListVerb {
  private static final FieldPath MATCH = FieldPath.of("resourceVersionMatch");
  private static final String TOO_OLD =
      "The provided continue parameter is too old to display a consistent list result. You can start"
          + " a new list without the continue parameter, or use the continue token in this response"
          + " to retrieve the remainder of the results. Continuing with the provided token results"
          + " in an inconsistent list - objects that were created, modified, or deleted between the"
          + " time the first chunk was returned and now may show up in the list.";

  private final VerbEnvironment environment;

  ListVerb(VerbEnvironment environment) {
    this.environment = environment;
  }

  ApiAnswer handle(Target target) {
    ApiCall call = target.call();
    if (!call.asValues()) {
      Renderer.representation(call);
    }
    Selection selection = Selectors.of(target);
    check(call);
    ContinueToken from =
        call.query("continue").isEmpty() ? null : ContinueToken.decode(call.query("continue"));
    try {
      return environment
          .renderer()
          .list(target, page(target, selection, from, limit(call)), List.of());
    } catch (RevisionGoneException e) {
      if (from != null && !call.asValues()) {
        return expired(call, from);
      }
      throw ApiStatus.expired(
              from == null ? "The resourceVersion for the provided list is too old." : TOO_OLD)
          .asException();
    }
  }

  /** All that is selected, as of now. */
  Listing all(Target target) throws RevisionGoneException {
    return page(target, Selectors.of(target), null, 0);
  }

  private Listing page(Target target, Selection selection, ContinueToken from, long limit)
      throws RevisionGoneException {
    WatchCache cache = environment.cache();
    String version = target.call().query("resourceVersion");
    String match = target.call().query("resourceVersionMatch");
    long exact = 0;
    ObjectKey after = null;
    if (from != null) {
      after =
          new ObjectKey(
              target.resource(),
              target.definition().namespaced() ? from.namespace() : "",
              from.name());
      if (from.revision() != ContinueToken.NEWEST) {
        exact = from.revision();
        // Another instance may have given the token out.
        ReadVersions.await(cache, target.definition().storedResource(), Long.toString(exact));
      } else {
        cache.refresh(target.definition().storedResource());
      }
    } else {
      ReadVersions.await(cache, target.definition().storedResource(), version);
      boolean isExact = match.equals("Exact") || (match.isEmpty() && limit > 0);
      exact = isExact ? ReadVersions.parse(version) : 0;
      Optional<Listing> single = single(target, selection, exact);
      if (single.isPresent()) {
        return single.get();
      }
    }
    Listing page =
        cache.list(
            target.definition().storedResource(),
            target.namespace(),
            selection,
            exact,
            after,
            limit);
    boolean more = !page.continueToken().isEmpty();
    long revision = page.revision();
    return new Listing(
        revision,
        page.items(),
        more ? ContinueToken.after(revision, page.items().getLast().key()).encode() : "",
        more && selection == Selection.EVERYTHING ? page.remaining() : 0);
  }

  /** A list of one name needs no search. The revision is read first: the object may be newer. */
  private Optional<Listing> single(Target target, Selection selection, long exact) {
    Optional<String> name = selection.pinned("metadata.name");
    boolean located = !target.definition().namespaced() || !target.namespace().isEmpty();
    if (exact != 0 || name.isEmpty() || !located) {
      return Optional.empty();
    }
    long revision = environment.cache().revision();
    List<ResourceObject> found =
        environment.cache().get(target.key(name.get())).filter(selection).stream().toList();
    return Optional.of(new Listing(revision, found, "", 0));
  }

  private static long limit(ApiCall call) {
    String limit = call.query("limit");
    if (limit.isEmpty()) {
      return 0;
    }
    try {
      return Math.max(0, Long.parseLong(limit));
    } catch (NumberFormatException e) {
      throw ApiStatus.badRequest(
              "strconv.ParseInt: parsing " + FieldError.quoted(limit) + ": invalid syntax")
          .asException();
    }
  }

  private static void check(ApiCall call) {
    List<FieldError> errors = new ArrayList<>();
    String match = call.query("resourceVersionMatch");
    String version = call.query("resourceVersion");
    boolean continued = !call.query("continue").isEmpty();
    if (!match.isEmpty()) {
      if (version.isEmpty()) {
        errors.add(
            FieldError.forbidden(
                MATCH, "resourceVersionMatch is forbidden unless resourceVersion is provided"));
      }
      if (continued) {
        errors.add(
            FieldError.forbidden(
                MATCH, "resourceVersionMatch is forbidden when continue is provided"));
      }
      if (!match.equals("Exact") && !match.equals("NotOlderThan")) {
        errors.add(FieldError.notSupported(MATCH, match, List.of("Exact", "NotOlderThan", "")));
      }
      if (match.equals("Exact") && version.equals("0")) {
        errors.add(
            FieldError.forbidden(
                MATCH, "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
      }
    }
    if (call.query().containsKey("sendInitialEvents")) {
      errors.add(
          FieldError.forbidden(
              FieldPath.of("sendInitialEvents"), "sendInitialEvents is forbidden for list"));
    }
    Requests.refuse("ListOptions", errors);
    if (continued && !version.isEmpty() && !version.equals("0")) {
      throw ApiStatus.badRequest("specifying resource version is not allowed when using continue")
          .asException();
    }
    if (limit(call) > 0 && !version.isEmpty() && !version.chars().allMatch(Character::isDigit)) {
      throw ApiStatus.badRequest("invalid resource version: " + ReadVersions.unreadable(version))
          .asException();
    }
  }

  /** 410 with a token to go on with, inconsistently. */
  private static ApiAnswer expired(ApiCall call, ContinueToken from) {
    ObjectNode status = ApiStatus.expired(TOO_OLD).toJson();
    Json.ensureObject(status, "metadata").put("continue", from.inconsistent().encode());
    return Renderer.status(call, status, 410);
  }
}
