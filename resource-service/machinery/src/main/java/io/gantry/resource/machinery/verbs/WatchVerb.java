package io.gantry.resource.machinery.verbs;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.Change;
import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Listing;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.Target;
import io.gantry.resource.machinery.content.WatchEncoder;
import io.gantry.resource.store.Selection;
import io.gantry.resource.store.WatchCache;
import io.gantry.resource.store.WatchCache.RevisionGoneException;
import io.gantry.resource.store.WatchCursor;
import io.gantry.resource.store.WatchEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Watches: from a version, or from the current state on. */
final class WatchVerb {
  private static final FieldPath MATCH = FieldPath.of("resourceVersionMatch");

  /** Without a wish of the client's a watch lives this long, and up to twice as long. */
  private static final Duration SHORTEST = Duration.ofMinutes(30);

  private final VerbEnvironment environment;

  WatchVerb(VerbEnvironment environment) {
    this.environment = environment;
  }

  ApiAnswer handle(Target target) {
    ApiCall call = target.call();
    Selection selection = Selectors.of(target);
    check(call);
    boolean bookmarks = isTrue(call, "allowWatchBookmarks");
    boolean initialEvents = isTrue(call, "sendInitialEvents");
    boolean onlyChanges = call.query().containsKey("sendInitialEvents") && !initialEvents;
    WatchEncoder encoder = new WatchEncoder(environment.renderer(), target);
    String version = call.query("resourceVersion");
    long revision = ReadVersions.parse(version);
    WatchStream stream = new WatchStream(encoder, environment.timer(), lifetime(call), bookmarks);
    WatchCache cache = environment.cache();
    try {
      // The state, then what follows it.
      if (initialEvents || revision == 0) {
        ReadVersions.await(
            cache,
            target.definition().storedResource(),
            initialEvents && version.isEmpty() ? "" : version);
        Listing state =
            cache.list(
                target.definition().storedResource(), target.namespace(), selection, 0, null, 0);
        if (!onlyChanges) {
          List<ResourceObject> items = named(target, state.items());
          items.forEach(item -> stream.initial(new WatchEvent(Change.Type.ADDED, item)));
        }
        if (initialEvents && bookmarks) {
          stream.initialEventsEnd(state.revision());
        }
        revision = state.revision();
      } else {
        ReadVersions.await(cache, target.definition().storedResource(), version);
      }
      WatchCursor cursor =
          cache.watch(
              target.definition().storedResource(),
              target.namespace(),
              name(target),
              selection,
              revision);
      stream.follow(cursor);
    } catch (RuntimeException e) {
      stream.close();
      throw e;
    } catch (RevisionGoneException e) {
      stream.fail(
          ApiStatus.expired("too old resource version: " + revision + " (" + e.oldest() + ")"));
    }
    return new ApiAnswer.Watch(encoder.contentType(), stream);
  }

  /** Names come from {@code /watch/.../<name>} paths as well as from selectors. */
  private static String name(Target target) {
    return target.name();
  }

  private static List<ResourceObject> named(Target target, List<ResourceObject> items) {
    return target.name().isEmpty()
        ? items
        : items.stream().filter(item -> item.name().equals(target.name())).toList();
  }

  private Duration lifetime(ApiCall call) {
    String seconds = call.query("timeoutSeconds");
    if (!seconds.isEmpty()) {
      try {
        long wanted = Long.parseLong(seconds);
        if (wanted > 0) {
          return Duration.ofSeconds(wanted);
        }
      } catch (NumberFormatException e) {
        throw ApiStatus.badRequest(
                "strconv.ParseInt: parsing " + FieldError.quoted(seconds) + ": invalid syntax")
            .asException();
      }
    }
    return SHORTEST.plusSeconds(environment.random().nextLong(SHORTEST.toSeconds()));
  }

  private static boolean isTrue(ApiCall call, String parameter) {
    String value = call.query(parameter).toLowerCase(Locale.ROOT);
    return call.query().containsKey(parameter) && !value.equals("false") && !value.equals("0");
  }

  private static void check(ApiCall call) {
    List<FieldError> errors = new ArrayList<>();
    String match = call.query("resourceVersionMatch");
    boolean sends = call.query().containsKey("sendInitialEvents");
    if (sends && !match.equals("NotOlderThan")) {
      errors.add(
          FieldError.forbidden(
              MATCH, "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
    }
    if (!match.isEmpty()) {
      if (!sends) {
        errors.add(
            FieldError.forbidden(
                MATCH,
                "resourceVersionMatch is forbidden for watch unless sendInitialEvents is"
                    + " provided"));
      }
      if (!match.equals("NotOlderThan")) {
        errors.add(FieldError.notSupported(MATCH, match, List.of("NotOlderThan")));
      }
      if (!call.query("continue").isEmpty()) {
        errors.add(
            FieldError.forbidden(
                MATCH, "resourceVersionMatch is forbidden when continue is provided"));
      }
    }
    Requests.refuse("ListOptions", errors);
  }
}
