package io.gantry.resource.server;

import java.util.Map;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The resource service as a process of its own. Spring's web server carries Actuator alone, on
 * loopback; the API has a server of its own (DESIGN.md). Configuration is read from {@code
 * resource-service.yaml}, so that several services fit on one class path.
 */
@SpringBootApplication
public class ResourceServiceApplication {
  public static void main(String[] arguments) {
    application().run(arguments);
  }

  static SpringApplication application() {
    SpringApplication application = new SpringApplication(ResourceServiceApplication.class);
    application.setDefaultProperties(Map.of("spring.config.name", "resource-service"));
    return application;
  }
}
