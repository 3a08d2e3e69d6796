package io.gantry.apiaccess;

import java.time.Instant;
import java.util.Optional;

/**
 * Looks up what a token is bound to: a token outlives neither its ServiceAccount nor the pod,
 * secret or node it was made for. Answers come from a cache; a moment of staleness is allowed.
 */
public interface BoundObjects {
  /**
   * @param resource {@code serviceaccounts}, {@code pods}, {@code secrets} or {@code nodes} of the
   *     core group
   * @param namespace empty for nodes
   */
  Optional<State> find(String resource, String namespace, String name);

  /**
   * @param deletionTime when the object was asked to go; null when it was not
   */
  record State(String uid, Instant deletionTime) {}
}
