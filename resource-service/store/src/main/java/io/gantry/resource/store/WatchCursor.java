package io.gantry.resource.store;

import java.util.List;

/** One watcher's place in the ring of events; needs no thread. */
public interface WatchCursor extends AutoCloseable {
  /**
   * The pending events, at most {@code max}; empty when there are none now.
   *
   * @throws FellBehindException the ring has gone round: end the watch with 410
   */
  List<WatchEvent> poll(int max) throws FellBehindException;

  /**
   * Calls {@code ready} once, soon after events are pending (at once if they are), on a thread of
   * the cache's: it must not block.
   */
  void whenReady(Runnable ready);

  /** Every change up to this revision has been polled: what a bookmark may say. */
  long revision();

  @Override
  void close();

  /** The watcher was too slow for the window of recent changes. */
  class FellBehindException extends Exception {
    private static final long serialVersionUID = 1L;

    public FellBehindException() {
      super("too old resource version: the watch fell behind");
    }
  }
}
