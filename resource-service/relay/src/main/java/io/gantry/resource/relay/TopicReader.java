package io.gantry.resource.relay;

import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.ObjectKey;
import io.gantry.changefeed.kafka.ChangeRecord;
import io.gantry.changefeed.kafka.ChangeTopics;
import io.gantry.resource.relay.ResyncPlanner.Told;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** What stands in the topics: the position, and for a resynchronization the state of all keys. */
final class TopicReader {
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long TAIL = 50;

  private final Map<String, Object> kafka;
  private final ChangeTopics topics;
  private final Set<String> made = new HashSet<>();

  TopicReader(Map<String, Object> kafka, ChangeTopics topics) {
    this.kafka = Map.copyOf(kafka);
    this.topics = topics;
  }

  /** Makes the topics of these resources, those that were not made before. */
  void ensure(Collection<GroupResource> resources) throws InterruptedException {
    Set<String> missing = new HashSet<>();
    for (GroupResource resource : resources) {
      missing.add(topics.name(resource));
    }
    missing.add(topics.position());
    missing.removeAll(made);
    if (!missing.isEmpty()) {
      try (Admin admin = Admin.create(kafka)) {
        topics.create(admin, missing);
      }
      made.addAll(missing);
    }
  }

  /** Resources that have a topic. */
  List<GroupResource> resources() throws InterruptedException {
    try (Admin admin = Admin.create(kafka)) {
      return topics.existing(admin).stream()
          .map(topic -> topics.resource(topic).orElseThrow())
          .toList();
    }
  }

  /**
   * The last position committed. Looks back from the end, further and further: markers of
   * transactions and what was aborted take offsets too.
   */
  RelayPosition position() throws InterruptedException {
    ensure(List.of());
    TopicPartition partition = new TopicPartition(topics.position(), 0);
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      long begin = consumer.beginningOffsets(List.of(partition)).get(partition);
      for (long back = TAIL; ; back *= 20) {
        long from = Math.max(begin, end - back);
        RelayPosition[] last = {RelayPosition.NONE};
        consumer.seek(partition, from);
        readTo(consumer, Map.of(partition, end), r -> last[0] = RelayPosition.of(r.value()));
        if (last[0] != RelayPosition.NONE || from == begin) {
          return last[0];
        }
      }
    }
  }

  /**
   * The last word of the topics on every key.
   *
   * @param keepValue for which keys the last state is wanted
   */
  Map<ObjectKey, Told> state(Collection<GroupResource> of, Predicate<ObjectKey> keepValue) {
    Map<TopicPartition, GroupResource> partitions = new HashMap<>();
    of.forEach(resource -> partitions.put(new TopicPartition(topics.name(resource), 0), resource));
    Map<ObjectKey, Told> state = new HashMap<>();
    if (partitions.isEmpty()) {
      return state;
    }
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      consumer.assign(partitions.keySet());
      consumer.seekToBeginning(partitions.keySet());
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions.keySet());
      readTo(
          consumer,
          ends,
          raw -> {
            GroupResource resource =
                partitions.get(new TopicPartition(raw.topic(), raw.partition()));
            ChangeRecord record = ChangeRecord.read(resource, raw);
            if (record.verb() == ChangeRecord.Verb.RELIST) {
              return;
            }
            ObjectKey key = record.objectKey();
            if (record.verb() == ChangeRecord.Verb.TOMBSTONE) {
              state.remove(key);
            } else if (record.verb() != ChangeRecord.Verb.DELETED) {
              state.put(
                  key,
                  new Told(
                      record.revision(),
                      record.uid(),
                      record.fields(),
                      keepValue.test(key) ? record.value() : null));
            }
          });
    }
    return state;
  }

  private static void readTo(
      KafkaConsumer<byte[], byte[]> consumer,
      Map<TopicPartition, Long> ends,
      Consumer<ConsumerRecord<byte[], byte[]>> action) {
    while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
      consumer.poll(POLL).forEach(action);
    }
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "earliest");
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }
}
