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
import io.gantry.changefeed.kafka.TopicLoop.LostPlaceException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleSupplier;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The change feed over Kafka. A subscription first takes its place in the topic (E), then lists the
 * API at R, then goes on from its place and drops what is not newer than R: whatever was committed
 * before the list either stands before E or has a revision up to R. No consumer group: positions
 * are nobody's business but this process's, and each start lists anyway. All subscriptions share
 * one consumer ({@link TopicLoop}).
 *
 * <p>Objects come in the storage version. Resources without a topic (Secrets) are watched through
 * the API instead.
 */
public final class KafkaFeed implements ChangeFeed {
  private static final Logger LOG = LoggerFactory.getLogger(KafkaFeed.class);
  private static final int MOST_IN_ONE_ANSWER = 8 << 20;
  private static final int ADMIN_WITHIN_MILLIS = 20_000;

  private final Map<String, Object> kafka;
  private final ChangeTopics topics;
  private final ListWatch api;
  private final ChangeFeed apiWatch;
  private final Backoff backoff;
  private final TopicLoop loop;

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
    this.loop = new TopicLoop(this::consumer, this::ends);
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
        resource.resource(), listener, delivery -> new Run(resource, filter, delivery).run());
  }

  private Consumer<byte[], byte[]> consumer() {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
    config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
    config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
    // An offset that is gone is a lost place: never skip to anywhere by itself.
    config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
    config.put(ConsumerConfig.FETCH_MAX_BYTES_CONFIG, MOST_IN_ONE_ANSWER);
    return new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  /**
   * By another connection than the consumer's, whose question for new records may be under way and
   * would have to be answered first.
   */
  private Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    Map<String, Object> config = new HashMap<>(kafka);
    config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, ADMIN_WITHIN_MILLIS);
    config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, ADMIN_WITHIN_MILLIS);
    Admin admin = Admin.create(config);
    try {
      topics.create(admin, partitions.stream().map(TopicPartition::topic).toList());
      return topics.ends(admin, partitions);
    } catch (InterruptedException e) {
      throw new InterruptException(e);
    } finally {
      admin.close(Duration.ZERO);
    }
  }

  /** One subscription: from a list to whatever makes another list necessary. */
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

    /** Ends by being interrupted alone. */
    void run() throws InterruptedException {
      while (!delivery.isClosed()) {
        try (TopicLoop.Place place = loop.join(topics.name(resource.groupResource()))) {
          place.begin();
          while (true) {
            follow(place);
          }
        } catch (LostPlaceException e) {
          // The loop says so, once for all.
          failures++;
        } catch (RuntimeException e) {
          failures++;
          if (failures == 3) {
            LOG.warn("no changes of {}: {}", resource.groupResource(), e.toString());
          }
        }
        Thread.sleep(backoff.delay(failures));
      }
    }

    /** Returns when another list is needed; throws when the place is lost or the API failed. */
    private void follow(TopicLoop.Place place) throws InterruptedException {
      Listing listing = api.list(resource, filter);
      delivery.snapshot(listing.revision(), listing.items());
      KnownObjects known = new KnownObjects(filter, listing.items());
      while (true) {
        ChangeRecord record = ChangeRecord.read(resource.groupResource(), place.next());
        if (record.revision() <= listing.revision()) {
          continue;
        }
        if (record.verb() == ChangeRecord.Verb.RELIST) {
          return;
        }
        for (Change change : known.apply(record)) {
          delivery.change(change);
        }
        failures = 0;
      }
    }
  }
}
