package io.gantry.nodeagent.runtime;

/**
 * A container's life goes one way.
 *
 * <pre>
 * CREATED ──start──► RUNNING ──exit──► EXITED
 *    └────────── start failed ─────────► EXITED
 * </pre>
 *
 * A container the engine could not start is EXITED with {@link ObservedContainer#startFailed}.
 */
public enum ContainerState {
  CREATED,
  RUNNING,
  EXITED
}
