package io.gantry.resource.relay;

import io.gantry.changefeed.kafka.ChangeTopics;
import io.gantry.resource.store.ObjectStore;
import java.util.LinkedHashMap;
import java.util.Map;

/** Puts the relay together, and says how the binder under its writer must be set up. */
public final class RelayWiring {
  private RelayWiring() {}

  public static Relay relay(
      ObjectStore store,
      TopicWriter writer,
      Map<String, Object> kafka,
      ChangeTopics topics,
      Relay.Timing timing) {
    return new Relay(store, writer, new TopicReader(kafka, topics), timing, System::nanoTime);
  }

  /**
   * Spring properties without which {@link StreamTopicWriter} does not keep its promises.
   *
   * @param bootstrapServers {@code host:port,...}
   */
  public static Map<String, Object> binderProperties(String bootstrapServers, ChangeTopics topics) {
    String stream = "spring.cloud.stream.";
    String binder = stream + "kafka.binder.";
    Map<String, Object> all = new LinkedHashMap<>();
    all.put(binder + "brokers", bootstrapServers);
    all.put(binder + "auto-create-topics", "false");
    all.put(binder + "auto-alter-topics", "false");
    all.put(binder + "transaction.transaction-id-prefix", topics.prefix() + "-relay-");
    // Records are bytes already; one binding for each topic, kept for good.
    all.put(stream + "default.producer.use-native-encoding", "true");
    all.put(stream + "dynamic-destination-cache-size", "10000");
    String producer = binder + "producer-properties.";
    String bytes = "org.apache.kafka.common.serialization.ByteArraySerializer";
    all.put(producer + "key.serializer", bytes);
    all.put(producer + "value.serializer", bytes);
    all.put(producer + "enable.idempotence", "true");
    all.put(producer + "acks", "all");
    all.put(producer + "linger.ms", "0");
    // A transaction that follows the last one at once is asked to wait until that one's markers are
    // written: some milliseconds, not the usual 100.
    all.put(producer + "retry.backoff.ms", "5");
    all.put(producer + "compression.type", "lz4");
    all.put(producer + "max.request.size", Integer.toString(8 << 20));
    return all;
  }
}
