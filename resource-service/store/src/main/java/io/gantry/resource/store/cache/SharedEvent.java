package io.gantry.resource.store.cache;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.store.MetadataPlace;
import io.gantry.resource.store.WatchEvent;
import java.util.function.Predicate;

/**
 * One change with the three views that selections have of it; watchers of the same view share one
 * event and so its encodings. Views are made when first wanted; two made at once are equal, so the
 * races on these fields cost an encoding at worst.
 */
final class SharedEvent {
  private final Change change;
  private volatile WatchEvent asIs;
  private volatile WatchEvent entering;
  private volatile WatchEvent leaving;

  SharedEvent(Change change) {
    this.change = change;
  }

  Change change() {
    return change;
  }

  long revision() {
    return change.revision();
  }

  /** The event as a selection sees it; null when it sees nothing. */
  WatchEvent seenBy(Predicate<ResourceObject> selection) {
    ResourceObject previous = change.previous();
    boolean after = change.type() != Change.Type.DELETED && selection.test(change.object());
    boolean before =
        switch (change.type()) {
          case ADDED -> false;
          case MODIFIED, DELETED -> selection.test(previous == null ? change.object() : previous);
        };
    if (after) {
      return before || change.type() == Change.Type.ADDED ? asIs() : entering();
    }
    if (!before) {
      return null;
    }
    return change.type() == Change.Type.DELETED ? asIs() : leaving();
  }

  private WatchEvent asIs() {
    if (asIs == null) {
      asIs = new WatchEvent(change.type(), change.object());
    }
    return asIs;
  }

  private WatchEvent entering() {
    if (entering == null) {
      entering = new WatchEvent(Change.Type.ADDED, change.object());
    }
    return entering;
  }

  /** The state in which it was last selected, under the revision at which it left. */
  private WatchEvent leaving() {
    if (leaving == null) {
      leaving =
          new WatchEvent(
              Change.Type.DELETED, MetadataPlace.reversioned(change.previous(), revision()));
    }
    return leaving;
  }
}
