package io.gantry.changefeed.kafka;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Listing;
import io.gantry.changefeed.Backoff;
import io.gantry.changefeed.ChangeFeed;
import io.gantry.changefeed.Delivery;
import io.gantry.changefeed.FeedFilter;
import io.gantry.changefeed.FeedListener;
import io.gantry.changefeed.ListWatch;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The change feed over Kafka. A subscription begins with the topic's end E, then lists the API at
 * R, then reads from E on and drops what is not newer than R: whatever was committed before the
 * list either stands before E or has a revision up to R. No consumer group: positions are nobody's
 * business but this process's, and each start lists anyway.
 *
 * <p>Objects come in the storage version. Resources without a topic (Secrets) are watched through
 * the API instead.
 */
public final class KafkaFeed implements ChangeFeed {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaFeed.class);
  private static final Duration POLL = Duration.ofSeconds(20);

  /**
   * How long the broker holds an answer back while there is nothing to say. Changes come at once
   * all the same; the usual half second, with a consumer for each subscription, was a third of what
   * an idle cluster used.
   */
  private static final Duration SILENCE = Duration.ofSeconds(15);

  private final Map<String, Object> kafka;
  private final ChangeTopics topics;
  private final ListWatch api;
  private final ChangeFeed apiWatch;
  private final Backoff backoff;
  private final MadeTopics made;

  /**
   * @param kafka at least {@code bootstrap.servers}, and how to authenticate
   * @param api for the snapshots
   * @param apiWatch for resources that no topic carries
   */
  public KafkaFeed(
      Map<String, Object> kafka,
      ChangeTopics topics,
      ListWatch api,
      ChangeFeed apiWatch,
      Backoff backoff) {
    this.kafka = Map.copyOf(kafka);
    this.topics = topics;
    this.api = api;
    this.apiWatch = apiWatch;
    this.backoff = backoff;
    this.made = new MadeTopics(this.kafka, topics);
  }

  /**
   * The feed of a process that may be started with or without Kafka.
   *
   * @param bootstrapServers empty for none: the API is watched
   */
  public static ChangeFeed orWatch(
      String bootstrapServers, ListWatch api, ChangeFeed apiWatch, DoubleSupplier jitter) {
    if (bootstrapServers.isEmpty()) {
      return apiWatch;
    }
    return new KafkaFeed(
        Map.of(CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers),
        ChangeTopics.STANDARD,
        api,
        apiWatch,
        Backoff.standard(jitter));
  }

  @Override
  public Subscription subscribe(
      GroupVersionResource resource, FeedFilter filter, FeedListener listener) {
    if (!ChangeTopics.carries(resource.groupResource())) {
      return apiWatch.subscribe(resource, filter, listener);
    }
    return Delivery.start(
        resource.resource(), listener, delivery -> new Run(resource, filter, delivery).loop());
  }

  private Consumer<byte[], byte[]> consumer() {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // An offset that is gone is a lost place: never skip to anywhere by itself.
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.FETCH_MAX_WAIT_MS_CONFIG, (int) SILENCE.toMillis());
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /** One subscription's loop: from a list to whatever makes another list necessary. */
  private final class Run {
    private final GroupVersionResource resource;
    private final FeedFilter filter;
    private final Delivery delivery;
    private int failures;

    Run(GroupVersionResource resource, FeedFilter filter, Delivery delivery) {
      this.resource = resource;
      this.filter = filter;
      this.delivery = delivery;
    }

    void loop() throws InterruptedException {
      while (!delivery.isClosed()) {
        try {
          follow();
          failures = 0;
        } catch (InterruptException e) {
          throw new InterruptedException();
        } catch (RuntimeException e) {
          if (e.getCause() instanceof InterruptedException) {
            throw new InterruptedException();
          }
          // Perhaps it is another broker by now, without our topic.
          made.forget(topics.name(resource.groupResource()));
          failures++;
          if (failures == 3) {
            LOG.warn("no changes of {}: {}", resource.groupResource(), e.toString());
          }
          Thread.sleep(backoff.delay(failures));
        }
      }
    }

    private void follow() throws InterruptedException {
      Consumer<byte[], byte[]> consumer = consumer();
      try {
        follow(consumer);
      } finally {
        // Kafka's client cannot say goodbye on an interrupted thread.
        boolean interrupted = Thread.interrupted();
        // At once: the question under way may be answered in SILENCE only.
        consumer.close(CloseOptions.timeout(Duration.ZERO));
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
      }
    }

    /** Returns when another list is needed; throws when Kafka or the API failed. */
    private void follow(Consumer<byte[], byte[]> consumer) throws InterruptedException {
      TopicPartition partition = new TopicPartition(topics.name(resource.groupResource()), 0);
      made.ensure(partition.topic());
      consumer.assign(List.of(partition));
      long end = consumer.endOffsets(List.of(partition)).get(partition);
      Listing listing = api.list(resource, filter);
      delivery.snapshot(listing.revision(), listing.items());
      KnownObjects known = new KnownObjects(filter, listing.items());
      Sink sink = new Sink(delivery);
      consumer.seek(partition, end);
      while (!delivery.isClosed()) {
        for (ConsumerRecord<byte[], byte[]> raw : consumer.poll(POLL)) {
          ChangeRecord record = ChangeRecord.read(resource.groupResource(), raw);
          if (record.revision() <= listing.revision()) {
            continue;
          }
          if (record.verb() == ChangeRecord.Verb.RELIST) {
            return;
          }
          known.apply(record, sink);
          failures = 0;
        }
      }
    }
  }

  /** Passes changes on; closing ends the loop by the exception that Kafka itself uses. */
  private record Sink(Delivery delivery) implements ListWatch.Sink {
    @Override
    public void change(Change change) {
      try {
        delivery.change(change);
      } catch (InterruptedException e) {
        throw new InterruptException(e);
      }
    }

    @Override
    public void bookmark(long revision) {
      throw new UnsupportedOperationException("records have no bookmarks");
    }
  }
}
