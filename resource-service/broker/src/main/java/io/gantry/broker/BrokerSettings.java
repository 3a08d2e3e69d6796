package io.gantry.broker;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * One node that is broker and controller, on loopback.
 *
 * @param directory data, configuration and pid file
 * @param port for clients
 * @param controllerPort for itself
 */
public record BrokerSettings(Path directory, int port, int controllerPort) {
  private static final String HOST = "127.0.0.1";

  public String bootstrapServers() {
    return HOST + ":" + port;
  }

  Path file() {
    return directory.resolve("server.properties");
  }

  Path pidFile() {
    return directory.resolve("broker.pid");
  }

  private Path data() {
    return directory.resolve("data").toAbsolutePath();
  }

  /** Written by formatting. */
  Path formatted() {
    return data().resolve("meta.properties");
  }

  /** Sized for one machine beside everything else: the defaults reserve 128 MB for compaction. */
  Map<String, String> properties() {
    Map<String, String> all = new LinkedHashMap<>();
    all.put("process.roles", "broker,controller");
    all.put("node.id", "1");
    all.put("controller.quorum.voters", "1@" + HOST + ":" + controllerPort);
    all.put("controller.listener.names", "CONTROLLER");
    all.put(
        "listeners",
        "PLAINTEXT://" + HOST + ":" + port + ",CONTROLLER://" + HOST + ":" + controllerPort);
    all.put("advertised.listeners", "PLAINTEXT://" + HOST + ":" + port);
    all.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
    all.put("log.dirs", data().toString());
    all.put("auto.create.topics.enable", "false");
    all.put("num.partitions", "1");
    for (String topic :
        new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
      all.put(topic + ".replication.factor", "1");
      all.put(topic + ".num.partitions", "1");
    }
    all.put("transaction.state.log.min.isr", "1");
    // The relay's transactions follow each other closely; each waits in steps of this length (20 ms
    // if not said) until the markers of the one before are written.
    all.put("add.partitions.to.txn.retry.backoff.ms", "2");
    all.put("share.coordinator.state.topic.min.isr", "1");
    all.put("log.cleaner.dedupe.buffer.size", Integer.toString(8 << 20));
    // Records that say nothing, for who watches the controllers' lag: there is one controller.
    all.put("metadata.max.idle.interval.ms", "0");
    all.put("num.network.threads", "2");
    all.put("num.io.threads", "2");
    all.put("background.threads", "2");
    return all;
  }

  String text() {
    return properties().entrySet().stream()
        .map(entry -> entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining("\n", "", "\n"));
  }
}
