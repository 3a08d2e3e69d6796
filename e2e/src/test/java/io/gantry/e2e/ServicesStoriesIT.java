package io.gantry.e2e;

/**
 * The first recorded session against the services form: a process each, Redis, Kafka. The second
 * one agrees too when it is played by hand, but its self-healing step reads a status that is only
 * safe to compare when controllers answer within one start of kubectl, which a busy machine does
 * not promise across a broker.
 */
class ServicesStoriesIT extends PlayedStories {
  ServicesStoriesIT() {
    super("services", "services", "01-first-pod");
  }
}
