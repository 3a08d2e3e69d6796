package io.gantry.resource.server;

import io.gantry.changefeed.kafka.ChangeTopics;
import io.gantry.resource.relay.RelayConfiguration;
import io.gantry.resource.relay.RelayWiring;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Import;

/**
 * The resource service as a process of its own, with its Redis and, where a Kafka is named, the
 * relay to it. Spring's web server carries Actuator alone; the API has a server of its own.
 */
@SpringBootApplication
@Import(RelayConfiguration.class)
public class ResourceServiceApplication {
  private static final String KAFKA = "${gantry.kafka.bootstrap-servers:}";

  /** Settings lie in {@code resource-service.properties}: one class path may hold several. */
  static SpringApplicationBuilder application() {
    return new SpringApplicationBuilder(ResourceServiceApplication.class)
        .properties("spring.config.name=resource-service")
        .properties(RelayWiring.binderProperties(KAFKA, ChangeTopics.STANDARD));
  }

  public static void main(String[] arguments) {
    application().run(arguments);
  }
}
