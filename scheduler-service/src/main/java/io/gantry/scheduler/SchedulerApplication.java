package io.gantry.scheduler;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The scheduler as a process of their own. */
@SpringBootApplication
public class SchedulerApplication {
  /** Settings lie in {@code scheduler-service.properties}: one class path may hold several. */
  public static void main(String[] args) {
    new SpringApplicationBuilder(SchedulerApplication.class)
        .properties("spring.config.name=scheduler-service")
        .run(args);
  }
}
