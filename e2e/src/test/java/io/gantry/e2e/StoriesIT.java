package io.gantry.e2e;

/** The recorded sessions against the one-JVM form. */
class StoriesIT extends PlayedStories {
  StoriesIT() {
    super("stories", "standalone");
  }
}
