package io.gantry.nodeagent.network;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Runs programs as processes. */
final class ProcessCommands implements HostCommands {
  private static final String USUAL_PATH = "/usr/sbin:/sbin:/usr/bin:/bin";

  private final List<String> prefix;

  ProcessCommands(List<String> prefix) {
    this.prefix = List.copyOf(prefix);
  }

  @Override
  public void run(String input, List<String> command) {
    List<String> whole = new ArrayList<>(prefix);
    whole.addAll(command);
    try {
      Process process = new ProcessBuilder(whole).redirectErrorStream(true).start();
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(StandardCharsets.UTF_8));
      }
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      int code = process.waitFor();
      if (code != 0) {
        throw new CommandFailedException(
            String.join(" ", whole) + " ended with " + code + ": " + output.trim());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CommandFailedException(String.join(" ", whole) + " was interrupted");
    }
  }

  @Override
  public boolean linkExists(String name) {
    try {
      run("", List.of("ip", "link", "show", "dev", name));
      return true;
    } catch (CommandFailedException e) {
      return false;
    }
  }

  @Override
  public boolean has(String program) {
    String path = System.getenv().getOrDefault("PATH", "") + ":" + USUAL_PATH;
    for (String folder : path.split(":")) {
      if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
        return true;
      }
    }
    return false;
  }
}
