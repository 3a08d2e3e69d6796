package io.gantry.e2e;

/** The recorded sessions against the one-JVM form. */
class StoriesIT extends PlayedStories {
  StoriesIT() {
    super("stories", "standalone", "01-first-pod", "02-deployment", "04-apply-edit-patch");
  }
}
