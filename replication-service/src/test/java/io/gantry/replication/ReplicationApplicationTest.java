package io.gantry.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.testkit.TestCertificates;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;

/** The process by itself, before the API is there: it starts, waits, and says so. */
class ReplicationApplicationTest {
  @TempDir private Path folder;

  @Test
  void startsWithoutTheApiAndTellsThatItIsNotReady() throws Exception {
    TestCertificates.Made made = TestCertificates.make(folder, "replication");
    try (ConfigurableApplicationContext context =
        new SpringApplicationBuilder(ReplicationApplication.class)
            .properties("spring.config.name=replication-service")
            .run(
                "--server.port=0",
                "--gantry.api.server=https://127.0.0.1:1",
                "--gantry.api.ca=" + made.certificate(),
                "--gantry.api.certificate=" + made.certificate(),
                "--gantry.api.key=" + made.key(),
                "--gantry.controllers.off=replication-controller",
                "--gantry.leader-election=false")) {
      String port = context.getEnvironment().getProperty("local.server.port");
      HttpResponse<String> health = get(port, "health");
      assertThat(health.statusCode()).as(health.body()).isEqualTo(503);
      assertThat(health.body()).contains("\"state\":\"WORKING\"");
      assertThat(get(port, "prometheus").body())
          .contains("workqueue_depth{name=\"deployment-controller\"}")
          .doesNotContain("workqueue_depth{name=\"replication-controller\"}");
    }
  }

  @Test
  void missingSettingsAreNamed() {
    assertThatThrownBy(
            () ->
                new SpringApplicationBuilder(ReplicationApplication.class)
                    .properties("spring.config.name=replication-service")
                    .run("--server.port=0", "--gantry.api.server=https://127.0.0.1:1"))
        .hasStackTraceContaining("gantry.api.server, .ca, .certificate and .key must all be set");
  }

  private static HttpResponse<String> get(String port, String endpoint) throws Exception {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/actuator/" + endpoint))
              .build(),
          BodyHandlers.ofString());
    }
  }
}
