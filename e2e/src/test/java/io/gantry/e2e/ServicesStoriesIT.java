package io.gantry.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.TestFactory;

/**
 * The recorded sessions against the services form: a process each, Redis, Kafka. One of them is
 * played once more while each process is killed and started once between its steps, and agrees line
 * for line all the same.
 */
class ServicesStoriesIT extends PlayedStories {
  ServicesStoriesIT() {
    super(
        "services",
        "services",
        "01-first-pod",
        "02-deployment",
        "03-errors",
        "04-apply-edit-patch");
  }

  @TestFactory
  Stream<DynamicNode> whileEachServiceIsKilledOnce() {
    List<Disturbance> disturbances = new ArrayList<>();
    Disturbance.SERVICES.forEach(service -> disturbances.add(Disturbance.killed(service)));
    disturbances.add(Disturbance.kafkaKilled());
    disturbances.add(Disturbance.redisKilled());
    return Stream.of(played("02-deployment", "-disturbed", disturbances));
  }
}
