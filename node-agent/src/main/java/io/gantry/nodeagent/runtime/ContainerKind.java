package io.gantry.nodeagent.runtime;

/** What a container is to its pod. */
public enum ContainerKind {
  SANDBOX,
  INIT,
  APP,
  EPHEMERAL
}
