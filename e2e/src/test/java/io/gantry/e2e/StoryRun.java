package io.gantry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.e2e.Story.Step;
import io.gantry.e2e.disturbance.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** One playing of a story, in a namespace of its own. */
final class StoryRun {
  private static final Duration COMMAND_LIMIT = Duration.ofMinutes(5);
  private static final Duration CAUGHT_UP = Duration.ofMinutes(2);

  /** A story says how long a quick machine may take; what is asked here is that it comes. */
  private static final Duration COMES_WITHIN = Duration.ofMinutes(4);

  private static final Pattern READS =
      Pattern.compile(
          "kubectl (get|describe|logs|diff|rollout (status|history)) [^|;&$]*"
              + "(\\| (tail|head|grep|sort|uniq|sed|wc)\\b[^|;&$]*)*");

  private final Shell shell;
  private final Path folder;
  private final Map<String, String> names;
  private final boolean sameKubectl;

  /**
   * @param sameKubectl whether kubectl is of the version the stories were recorded with; with
   *     another one only the exit codes are compared where the words are kubectl's own, not the
   *     server's
   */
  StoryRun(Shell shell, Path folder, Map<String, String> names, boolean sameKubectl) {
    this.shell = shell;
    this.folder = folder;
    this.names = names;
    this.sameKubectl = sameKubectl;
  }

  void play(Step step) throws InterruptedException {
    switch (step) {
      case Step.WriteFile file -> write(file);
      case Step.Until until -> waitFor(until);
      case Step.Command command -> compare(command);
    }
  }

  /**
   * As {@link #play}, where services were killed a moment ago: what only reads may lag behind what
   * happened, because those who follow it have just started, and must agree within {@link
   * #CAUGHT_UP}. What writes must agree at once.
   */
  void playDisturbed(Step step) throws InterruptedException {
    long end = System.nanoTime() + CAUGHT_UP.toNanos();
    while (true) {
      boolean last = System.nanoTime() > end;
      try {
        play(step);
        return;
      } catch (AssertionError e) {
        if (last || !(step instanceof Step.Command command && reads(command.command()))) {
          throw e;
        }
      }
    }
  }

  static boolean reads(String command) {
    return READS.matcher(command.replaceAll("'[^']*'|2>(&1|/dev/null)", "")).matches();
  }

  private void write(Step.WriteFile file) {
    try {
      Files.writeString(folder.resolve(file.file()), file.content());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void waitFor(Step.Until until) throws InterruptedException {
    Await.until(
        until.title(),
        COMES_WITHIN,
        () -> shell.run(until.command(), COMMAND_LIMIT).output(),
        printed -> until.pattern().matcher(printed).find());
  }

  private void compare(Step.Command command) {
    Shell.Result result = shell.run(command.command(), COMMAND_LIMIT);
    List<String> printed = Normaliser.lines(result.output(), names);
    boolean serversWords = command.command().startsWith("kubectl get ");
    switch (sameKubectl || serversWords ? command.comparison() : Story.Comparison.EXIT_CODE_ONLY) {
      case EXACT -> assertThat(printed).as(command.title()).isEqualTo(command.output());
      case UNORDERED ->
          assertThat(printed.stream().sorted().toList())
              .as(command.title())
              .isEqualTo(command.output().stream().sorted().toList());
      case EXIT_CODE_ONLY ->
          assertThat(printed.isEmpty()).as(command.title()).isEqualTo(command.output().isEmpty());
    }
    assertThat(result.exitCode())
        .as("exit code of " + command.title() + ", which printed: " + result.output())
        .isEqualTo(command.exitCode());
  }
}
