package io.gantry.gateway;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;

/**
 * The gateway's own process. Spring's web server carries Actuator alone, on loopback; the API has a
 * server of its own (DESIGN.md). Configuration is read from {@code gateway.yaml}, so that several
 * services fit on one class path.
 */
@SpringBootApplication
public class GatewayApplication {
  public static void main(String[] arguments) {
    application().run(arguments);
  }

  static SpringApplication application() {
    SpringApplication application = new SpringApplication(GatewayApplication.class);
    application.setDefaultProperties(java.util.Map.of("spring.config.name", "gateway"));
    return application;
  }
}
