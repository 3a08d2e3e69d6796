package io.gantry.nodeagent.network;

import java.util.List;

/** Programs of the node itself. */
public interface HostCommands {
  /**
   * Runs a program to its end.
   *
   * @throws CommandFailedException when it ends with another code than 0
   */
  void run(String input, List<String> command);

  /** Such a program exists. */
  boolean has(String program);

  /** The node has a network link of this name. */
  boolean linkExists(String name);

  /** A program failed; the message holds what it said. */
  final class CommandFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailedException(String message) {
      super(message);
    }
  }

  /**
   * The real ones.
   *
   * @param prefix put before each command, to act in a network namespace other than the agent's;
   *     usually empty
   */
  static HostCommands real(List<String> prefix) {
    return new ProcessCommands(prefix);
  }
}
