package io.gantry.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
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
    return stories.stream()
        .map(
            name -> {
              Story story = load(name);
              StoryRun run = cluster.begin(story);
              return DynamicContainer.dynamicContainer(
                  name,
                  IntStream.range(0, story.steps().size())
                      .mapToObj(
                          i -> {
                            Story.Step step = story.steps().get(i);
                            return DynamicTest.dynamicTest(
                                "%03d %s".formatted(i + 1, step.title()), () -> run.play(step));
                          }));
            });
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
