package io.gantry.cluster;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** The cluster controllers as a process of their own. */
@SpringBootApplication
public class ClusterApplication {
  /** Settings lie in {@code cluster-service.properties}: one class path may hold several. */
  public static void main(String[] args) {
    new SpringApplicationBuilder(ClusterApplication.class)
        .properties("spring.config.name=cluster-service")
        .run(args);
  }
}
