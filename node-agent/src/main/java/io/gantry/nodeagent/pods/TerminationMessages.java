package io.gantry.nodeagent.pods;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.pod.PodView;
import io.gantry.nodeagent.probes.LifecycleHooks;
import io.gantry.nodeagent.runtime.ContainerRuntime;
import io.gantry.nodeagent.runtime.Labels;
import io.gantry.nodeagent.runtime.LogOptions;
import io.gantry.nodeagent.runtime.ObservedContainer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What an ended container left as its last words. */
public final class TerminationMessages {
  private static final int FILE_LIMIT = 4096;
  private static final int LOG_LIMIT = 2048;
  private static final int LOG_LINES = 80;

  private final ContainerRuntime runtime;

  public TerminationMessages(ContainerRuntime runtime) {
    this.runtime = runtime;
  }

  String message(PodView pod, ObservedContainer container) {
    String file = container.labels().getOrDefault(Labels.MESSAGE_PATH, "");
    String message = file.isEmpty() ? "" : read(Path.of(file));
    boolean fallback =
        container.exitCode() != 0
            && pod.container(container.container())
                .map(view -> Json.text(view.spec(), "terminationMessagePolicy"))
                .orElse("")
                .equals("FallbackToLogsOnError");
    return message.isEmpty() && fallback ? logs(container) : message;
  }

  private static String read(Path file) {
    try (InputStream input = Files.newInputStream(file)) {
      return new String(input.readNBytes(FILE_LIMIT), StandardCharsets.UTF_8);
    } catch (IOException e) {
      return "";
    }
  }

  private String logs(ObservedContainer container) {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    try {
      runtime.logs(
          container.id(),
          new LogOptions(false, LOG_LINES, null, false, true, true),
          LifecycleHooks.collect(output));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    byte[] all = output.toByteArray();
    int from = Math.max(0, all.length - LOG_LIMIT);
    return new String(all, from, all.length - from, StandardCharsets.UTF_8);
  }
}
