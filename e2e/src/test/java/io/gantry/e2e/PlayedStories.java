package io.gantry.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;

/** Plays recorded sessions, one named test a step, against a cluster of some form in a lab. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PlayedStories {
  /** A disturbed machine starts JVMs beside eight others on two cores. */
  private static final Duration OVER_WITHIN = Duration.ofMinutes(5);

  private final LabCluster cluster;
  private final List<String> stories;

  /**
   * @param stories those that agree line for line in this form; a story that is not played is a
   *     failure of the build
   */
  PlayedStories(String lab, String form, String... stories) {
    this.cluster = new LabCluster(lab, form);
    this.stories = List.of(stories);
  }

  @BeforeAll
  void start() {
    cluster.start();
  }

  @AfterAll
  void stop() {
    cluster.close();
  }

  @TestFactory
  Stream<DynamicNode> stories() {
    return stories.stream().map(name -> played(name, "", List.of()));
  }

  /**
   * A story as a container of tests; between its steps, evenly, what disturbs it: each disturbance
   * is over before the next step.
   *
   * @param suffix of its name and namespace, for a story that is played more than once
   */
  final DynamicContainer played(String name, String suffix, List<Disturbance> disturbances) {
    Story story = load(name);
    StoryRun run = cluster.begin(story, suffix);
    int steps = story.steps().size();
    List<DynamicTest> tests = new ArrayList<>();
    for (int i = 0; i < steps; i++) {
      for (int d = 0; d < disturbances.size(); d++) {
        if (i == (d + 1) * steps / (disturbances.size() + 1)) {
          Disturbance disturbance = disturbances.get(d);
          tests.add(
              DynamicTest.dynamicTest(
                  "%03d before it, %s".formatted(i + 1, disturbance.name()),
                  () -> disturbance.happen(cluster.shell(cluster.folder()), OVER_WITHIN)));
        }
      }
      Story.Step step = story.steps().get(i);
      tests.add(
          DynamicTest.dynamicTest(
              "%03d %s".formatted(i + 1, step.title()),
              () -> {
                if (disturbances.isEmpty()) {
                  run.play(step);
                } else {
                  run.playDisturbed(step);
                }
              }));
    }
    return DynamicContainer.dynamicContainer(name + suffix, tests);
  }

  private static Story load(String name) {
    try (var in = PlayedStories.class.getResourceAsStream("/stories/" + name + ".story")) {
      return Story.parse(
          name, new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
