package io.gantry.serviceproxy;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** A node's service proxy as a process of its own. */
@SpringBootApplication
public class ServiceProxyApplication {
  /** Settings lie in {@code service-proxy.properties}: one class path may hold several. */
  public static void main(String[] args) {
    new SpringApplicationBuilder(ServiceProxyApplication.class)
        .properties("spring.config.name=service-proxy")
        .run(args);
  }
}
