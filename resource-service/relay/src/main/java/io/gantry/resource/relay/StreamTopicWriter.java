package io.gantry.resource.relay;

import io.gantry.changefeed.kafka.ChangeRecord;
import io.gantry.changefeed.kafka.ChangeTopics;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.springframework.cloud.stream.binder.BinderFactory;
import org.springframework.cloud.stream.binder.kafka.KafkaMessageChannelBinder;
import org.springframework.cloud.stream.binding.BindingService;
import org.springframework.integration.channel.DirectChannel;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.DefaultTransactionIdSuffixStrategy;
import org.springframework.kafka.core.ProducerFactory;
import org.springframework.kafka.support.KafkaHeaders;
import org.springframework.kafka.support.KafkaNull;
import org.springframework.kafka.transaction.KafkaTransactionManager;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The writer over Spring Cloud Stream's Kafka binder. What it takes to make the binder keep to one
 * writer:
 *
 * <ul>
 *   <li>It makes transactional ids of a prefix and a growing number. Here there is one number only,
 *       so that the id is always the same and each new producer fences the one before.
 *   <li>Binding a topic borrows a producer, under a transactional id. Inside a transaction that
 *       would be a second one: so all topics are bound before the transaction begins, and only
 *       after a claim.
 * </ul>
 */
public final class StreamTopicWriter implements TopicWriter {
  private final BindingService bindings;
  private final ChangeTopics topics;
  private final DefaultKafkaProducerFactory<byte[], byte[]> producers;
  private final TransactionTemplate transactions;
  private final Map<String, DirectChannel> channels = new HashMap<>();

  /**
   * @param binders set up with {@link RelayWiring#binderProperties}
   */
  public StreamTopicWriter(BindingService bindings, BinderFactory binders, ChangeTopics topics) {
    this.bindings = bindings;
    this.topics = topics;
    KafkaMessageChannelBinder binder =
        (KafkaMessageChannelBinder) binders.getBinder("kafka", MessageChannel.class);
    ProducerFactory<byte[], byte[]> factory = binder.getTransactionalProducerFactory();
    this.producers = (DefaultKafkaProducerFactory<byte[], byte[]>) factory;
    producers.setTransactionIdSuffixStrategy(new DefaultTransactionIdSuffixStrategy(1));
    this.transactions = new TransactionTemplate(new KafkaTransactionManager<>(producers));
  }

  /** A new producer under the fixed id; an empty transaction makes it announce itself. */
  @Override
  public void claim() {
    producers.reset();
    transactions.executeWithoutResult(status -> {});
  }

  @Override
  public void write(List<ChangeRecord> records, RelayPosition position) throws FencedException {
    DirectChannel positions = channel(topics.position());
    for (ChangeRecord record : records) {
      channel(topics.name(record.resource()));
    }
    try {
      transactions.executeWithoutResult(
          status -> {
            for (ChangeRecord record : records) {
              channel(topics.name(record.resource())).send(message(record));
            }
            positions.send(message(position));
          });
    } catch (RuntimeException e) {
      if (isFenced(e)) {
        throw new FencedException(e);
      }
      throw e;
    }
  }

  private DirectChannel channel(String topic) {
    return channels.computeIfAbsent(topic, this::bind);
  }

  private DirectChannel bind(String topic) {
    DirectChannel channel = new DirectChannel();
    channel.setBeanName(topic);
    bindings.bindProducer(channel, topic);
    return channel;
  }

  private static boolean isFenced(Throwable failure) {
    for (Throwable at = failure; at != null; at = at.getCause()) {
      if (at instanceof ProducerFencedException || at instanceof InvalidProducerEpochException) {
        return true;
      }
    }
    return false;
  }

  private static Message<?> message(ChangeRecord record) {
    Object payload = record.value() == null ? KafkaNull.INSTANCE : record.value();
    MessageBuilder<?> message =
        MessageBuilder.withPayload(payload).setHeader(KafkaHeaders.KEY, utf8(record.key()));
    record.headers().forEach(message::setHeader);
    return message.build();
  }

  private static Message<?> message(RelayPosition position) {
    return MessageBuilder.withPayload((Object) position.toJson())
        .setHeader(KafkaHeaders.KEY, utf8("position"))
        .build();
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
