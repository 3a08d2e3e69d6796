package io.gantry.standalone;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisReactiveAutoConfiguration;
import org.springframework.boot.data.redis.autoconfigure.DataRedisRepositoriesAutoConfiguration;

/**
 * The cluster as one Spring Boot application. Spring brings configuration, health and metrics (on
 * loopback, at the management port); the cluster itself is {@link StandaloneCluster}'s plain
 * objects, which {@link ClusterStart} starts before the rest of Spring: clients wait for the API,
 * nobody waits for metrics.
 *
 * <p>Spring's own Redis support is left out: the store makes its connections itself, with the
 * options its guarantees rest on, and health must not hang on Redis where reads can still be
 * served.
 */
@SpringBootApplication(
    exclude = {
      DataRedisAutoConfiguration.class,
      DataRedisReactiveAutoConfiguration.class,
      DataRedisRepositoriesAutoConfiguration.class
    })
public class StandaloneApplication {
  public static void main(String[] arguments) {
    ClusterStart start = new ClusterStart();
    SpringApplication application = application();
    application.addInitializers(start);
    try {
      application.run(arguments);
    } catch (RuntimeException e) {
      start.undo();
      throw e;
    }
  }

  /** Without a cluster. */
  static SpringApplication application() {
    SpringApplication application = new SpringApplication(StandaloneApplication.class);
    application.setWebApplicationType(WebApplicationType.SERVLET);
    return application;
  }
}
