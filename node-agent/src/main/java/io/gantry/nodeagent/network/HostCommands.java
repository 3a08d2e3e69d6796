package io.gantry.nodeagent.network;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
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

  /** The real ones. */
  static HostCommands real() {
    return new HostCommands() {
      @Override
      public void run(String input, List<String> command) {
        try {
          Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
          try (OutputStream stdin = process.getOutputStream()) {
            stdin.write(input.getBytes(StandardCharsets.UTF_8));
          }
          String output =
              new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
          int code = process.waitFor();
          if (code != 0) {
            throw new CommandFailedException(
                String.join(" ", command) + " ended with " + code + ": " + output.trim());
          }
        } catch (IOException e) {
          throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new CommandFailedException(String.join(" ", command) + " was interrupted");
        }
      }

      @Override
      public boolean linkExists(String name) {
        try {
          return java.net.NetworkInterface.getByName(name) != null;
        } catch (IOException e) {
          return false;
        }
      }

      @Override
      public boolean has(String program) {
        for (String folder :
            (System.getenv().getOrDefault("PATH", "") + ":/usr/sbin:/sbin:/usr/bin:/bin")
                .split(":")) {
          if (!folder.isEmpty()
              && java.nio.file.Files.isExecutable(java.nio.file.Path.of(folder, program))) {
            return true;
          }
        }
        return false;
      }
    };
  }
}
