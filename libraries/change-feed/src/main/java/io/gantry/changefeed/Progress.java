package io.gantry.changefeed;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.ObjectKey;
import java.util.HashSet;
import java.util.Set;

/**
 * How far a feed has come, exact to the single change. One commit may change several objects under
 * one revision; a connection may break between two of them. So the newest revision counts as
 * complete only when a later one is seen, and is asked for again until then, minus what was
 * delivered of it.
 */
public final class Progress {
  private record Seen(Change.Type type, ObjectKey key) {}

  private final Set<Seen> ofNewest = new HashSet<>();
  private long complete;

  /** A snapshot: begins anew. */
  public void restart(long revision) {
    complete = revision;
    ofNewest.clear();
  }

  /** Every change up to the revision is known. */
  public void reached(long revision) {
    if (revision > complete) {
      restart(revision);
    }
  }

  /** True for a change that was not seen before; it then counts as seen. */
  public boolean isNew(Change change) {
    if (change.revision() <= complete) {
      return false;
    }
    reached(change.revision() - 1);
    return ofNewest.add(new Seen(change.type(), change.object().key()));
  }

  public long resumeAfter() {
    return complete;
  }
}
