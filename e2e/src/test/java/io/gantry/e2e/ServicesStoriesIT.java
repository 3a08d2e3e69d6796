package io.gantry.e2e;

/** The recorded sessions against the services form: a process each, Redis, Kafka. */
class ServicesStoriesIT extends PlayedStories {
  ServicesStoriesIT() {
    super("services", "services");
  }
}
