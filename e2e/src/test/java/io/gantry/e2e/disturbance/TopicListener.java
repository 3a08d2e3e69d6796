package io.gantry.e2e.disturbance;

import io.gantry.apimodel.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * Reads a change topic from its beginning for as long as it is open, as a consumer that drops
 * revisions it has seen; objects of other namespaces are passed over.
 */
final class TopicListener implements AutoCloseable {
  private final String servers;
  private final String topic;
  private final String namespace;
  private final List<Seen> seen = new ArrayList<>();
  private final Set<Long> revisions = new HashSet<>();
  private int doubled;
  private int relists;
  private Thread thread;

  TopicListener(String servers, String topic, String namespace) {
    this.servers = servers;
    this.topic = topic;
    this.namespace = namespace;
  }

  void start() {
    thread = Thread.ofPlatform().daemon().name("topic").start(this::run);
  }

  private void run() {
    Map<String, Object> config =
        Map.of(
            ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
            servers,
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            "read_committed",
            ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG,
            false,
            ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG,
            false,
            ConsumerConfig.AUTO_OFFSET_RESET_CONFIG,
            "none");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      TopicPartition partition = new TopicPartition(topic, 0);
      consumer.assign(List.of(partition));
      consumer.seek(partition, 0);
      while (!Thread.currentThread().isInterrupted()) {
        consumer.poll(Duration.ofSeconds(1)).forEach(this::take);
      }
    } catch (InterruptException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void take(ConsumerRecord<byte[], byte[]> record) {
    String verb = header(record, "verb");
    if (verb.equals("RELIST")) {
      relists++;
      return;
    }
    String key = new String(record.key(), StandardCharsets.UTF_8);
    // What the namespace was born with came before anybody watched.
    if (verb.equals("TOMBSTONE")
        || !key.startsWith(namespace + "/")
        || key.endsWith("/kube-root-ca.crt")) {
      return;
    }
    long revision = Long.parseLong(header(record, "revision"));
    if (revisions.add(revision)) {
      seen.add(Watcher.seen(verb, revision, Json.parse(record.value())));
    } else {
      doubled++;
    }
  }

  private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
    return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
  }

  synchronized History history() {
    return new History("topic", List.copyOf(seen), relists, 0, doubled);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
