package io.gantry.nodeagent.runtime;

/**
 * Told that something changed, never what: the listener looks for itself. Events make the agent
 * fast, its periodic relist makes it right.
 */
public interface RuntimeListener {
  /** A container of the pod was made, started, or ended. */
  void podChanged(String podUid);

  /** The stream of events (re)connected: anything may have happened since it was last up. */
  void resynchronize();
}
