package io.gantry.changefeed;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.ResourceObject;
import java.util.List;

/** Told of the state and its changes; exceptions are logged and do not end the subscription. */
public interface FeedListener {
  /** The whole state at a revision: replaces whatever was known. */
  void snapshot(long revision, List<ResourceObject> objects);

  void change(Change change);
}
