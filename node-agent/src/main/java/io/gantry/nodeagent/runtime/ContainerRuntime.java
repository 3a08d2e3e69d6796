package io.gantry.nodeagent.runtime;

import java.util.List;
import java.util.Optional;

/**
 * The container engine. Calls block. Every call may throw {@link RuntimeGoneException} when the
 * engine does not answer and {@link RuntimeRefusedException} when it answers with an error; a
 * container that is not there (any more) is no error for {@link #signal} and {@link #remove}.
 *
 * <p>Only containers carrying the agent's own {@code io.gantry.cluster} and {@code io.gantry.node}
 * labels exist for this port.
 */
public interface ContainerRuntime extends AutoCloseable {
  /** Name and version as a Node reports them, such as {@code docker://20.10.24}. */
  String version();

  /** All of the agent's containers, in every state. */
  List<ContainerSummary> list();

  /** The containers of one pod, in every state, newest first. */
  List<ObservedContainer> podContainers(String podUid);

  Optional<ObservedContainer> inspect(String id);

  /** Makes a container and returns its id; nothing runs yet. */
  String create(ContainerSpec spec);

  /** Starts; a program that cannot be started is a {@link StartFailedException}. */
  void start(String id);

  /**
   * Sends a signal to the first process.
   *
   * @param signal a name such as {@code SIGKILL}; empty for the container's own stop signal
   */
  void signal(String id, String signal);

  /** Kills and removes with everything the engine keeps of it, logs included. */
  void remove(String id);

  /** The address the engine itself gave a container; empty when it gave none. */
  String address(String id);

  Optional<ImageInfo> image(String reference);

  List<ImageInfo> images();

  /** Pulls; a refusal is a {@link RuntimeRefusedException} with the engine's message. */
  void pull(String reference, RegistryLogin login);

  /** Loads the pause image where it is missing and returns its reference. */
  String sandboxImage();

  /** Tells of changes until closed; see {@link RuntimeListener}. */
  AutoCloseable watch(RuntimeListener listener);

  /** Writes the container's output until it ends, or, when following, until the container ends. */
  void logs(String id, LogOptions options, OutputSink sink) throws InterruptedException;

  /** Begins a program inside a running container. */
  RunningProcess exec(String id, ExecSpec spec);

  /** Connects to the first process's own streams. */
  RunningProcess attach(String id, ExecSpec spec);

  @Override
  void close();
}
