package io.gantry.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs commands as a person types them, with both outputs in one text. */
final class Shell {
  /**
   * @param exitCode 124 when the time was up
   */
  record Result(int exitCode, String output) {
    Result orThrow(String what) {
      if (exitCode != 0) {
        throw new IllegalStateException(what + " failed with " + exitCode + ":\n" + output);
      }
      return this;
    }
  }

  private final List<String> prefix;
  private final Path folder;
  private final Map<String, String> environment;

  /**
   * @param prefix what the command is run by, such as a lab's {@code exec}; may be empty
   */
  Shell(List<String> prefix, Path folder, Map<String, String> environment) {
    this.prefix = List.copyOf(prefix);
    this.folder = folder;
    this.environment = Map.copyOf(environment);
  }

  Result run(String command, Duration atMost) {
    try {
      Path output = Files.createTempFile("gantry-shell", ".out");
      try {
        List<String> line = new ArrayList<>(prefix);
        line.addAll(List.of("bash", "-c", command));
        ProcessBuilder builder =
            new ProcessBuilder(line)
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectInput(new java.io.File("/dev/null"))
                .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        Process process = builder.start();
        boolean ended = process.waitFor(atMost.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) {
          process.descendants().forEach(ProcessHandle::destroyForcibly);
          process.destroyForcibly().waitFor();
        }
        String text = new String(Files.readAllBytes(output), StandardCharsets.UTF_8);
        return ended
            ? new Result(process.exitValue(), text)
            : new Result(124, text + "\n(still running after " + atMost.toSeconds() + " s)");
      } finally {
        Files.deleteIfExists(output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while running " + command, e);
    }
  }
}
