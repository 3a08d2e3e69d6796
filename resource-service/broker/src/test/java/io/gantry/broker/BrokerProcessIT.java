package io.gantry.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BrokerProcessIT {
  @TempDir Path directory;

  @Test
  void startsAndKeepsItsTopicsWhenStartedAgain() throws Exception {
    BrokerProcess broker = BrokerProcess.in(directory);
    try {
      broker.start(Duration.ofSeconds(60));
      assertThat(Files.readString(directory.resolve("broker.pid")))
          .isEqualTo(Long.toString(broker.process().pid()));
      try (Admin admin = admin(broker)) {
        admin
            .createTopics(List.of(new NewTopic("kept", Optional.of(1), Optional.empty())))
            .all()
            .get(20, TimeUnit.SECONDS);
      }
    } finally {
      broker.close();
    }
    try {
      broker.start(Duration.ofSeconds(60));
      try (Admin admin = admin(broker)) {
        assertThat(admin.listTopics().names().get(20, TimeUnit.SECONDS)).contains("kept");
      }
    } finally {
      broker.close();
    }
  }

  private static Admin admin(BrokerProcess broker) {
    return Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
  }
}
