package io.gantry.nodeagent;

import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.builder.SpringApplicationBuilder;

/** A node's agent as a process of its own. */
@SpringBootApplication
public class NodeAgentApplication {
  /** Settings lie in {@code node-agent.properties}: one class path may hold several. */
  public static void main(String[] args) {
    new SpringApplicationBuilder(NodeAgentApplication.class)
        .properties("spring.config.name=node-agent")
        .run(args);
  }
}
