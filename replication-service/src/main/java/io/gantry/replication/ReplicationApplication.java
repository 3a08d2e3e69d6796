package io.gantry.replication;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The workload controllers as a process of their own. */
@SpringBootApplication
public class ReplicationApplication {
  /** Settings lie in {@code replication-service.properties}: one class path may hold several. */
  public static void main(String[] args) {
    new SpringApplicationBuilder(ReplicationApplication.class)
        .properties("spring.config.name=replication-service")
        .run(args);
  }
}
