package io.gantry.changefeed.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one consumer of a process, and the one thread that touches it: reads all topics that somebody
 * in the process follows, and hands each record to those who follow its topic. The thread begins
 * with the first follower and ends with the last.
 *
 * <p>A {@link Place} that has begun gets every record that was committed after it had begun, once
 * and in order: the first follower of a topic begins at the topic's end, a later one wherever the
 * loop is, which is never behind the end. When the consumer fails, all places are lost at once, and
 * whoever had one joins again: nobody knows any more what a record lost on the way would have said.
 */
final class TopicLoop {
  private static final Logger LOG = LoggerFactory.getLogger(TopicLoop.class);

  /** Also how long a broker may be silent: one that has nothing to say says so twice a second. */
  private static final Duration POLL = Duration.ofSeconds(5);

  /** While a topic waits for a slow follower. */
  private static final Duration POLL_WHILE_PAUSED = Duration.ofMillis(50);

  /** A follower with more bytes before it than this makes its topic wait. */
  private static final long MOST_BEFORE_A_FOLLOWER = 8 << 20;

  /** Where topics end, made before if they are not there. */
  interface Ends {
    /**
     * @throws KafkaException Kafka does not answer
     */
    Map<TopicPartition, Long> of(Collection<TopicPartition> partitions);
  }

  private sealed interface Event {
    record Begun() implements Event {}

    record Arrived(ConsumerRecord<byte[], byte[]> raw) implements Event {
      int bytes() {
        return Math.max(0, raw.serializedKeySize()) + Math.max(0, raw.serializedValueSize());
      }
    }

    record Lost(KafkaException why) implements Event {}
  }

  /** The place was lost, or could not be had: join again, later. */
  static final class LostPlaceException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    LostPlaceException(KafkaException why) {
      super(why);
    }
  }

  /** A follower's place in a topic. */
  final class Place implements AutoCloseable {
    private final TopicPartition partition;
    private final BlockingQueue<Event> events = new LinkedBlockingQueue<>();
    private final AtomicLong bytes = new AtomicLong();
    private boolean left;

    private Place(TopicPartition partition) {
      this.partition = partition;
    }

    /** Returns when every record committed from now on will come. */
    void begin() throws InterruptedException {
      if (events.take() instanceof Event.Lost lost) {
        throw new LostPlaceException(lost.why);
      }
    }

    ConsumerRecord<byte[], byte[]> next() throws InterruptedException {
      return switch (events.take()) {
        case Event.Arrived arrived -> {
          bytes.addAndGet(-arrived.bytes());
          yield arrived.raw;
        }
        case Event.Lost lost -> throw new LostPlaceException(lost.why);
        case Event.Begun begun -> throw new IllegalStateException("not begun: " + begun);
      };
    }

    private void arrived(Event.Arrived record) {
      bytes.addAndGet(record.bytes());
      events.add(record);
    }

    @Override
    public void close() {
      leave(this);
    }
  }

  private final Supplier<Consumer<byte[], byte[]>> consumers;
  private final Ends ends;

  // Guarded by this.
  private final List<Place> joining = new ArrayList<>();
  private final Map<TopicPartition, List<Place>> places = new HashMap<>();
  private Consumer<byte[], byte[]> waking;
  private boolean running;

  // The thread's own.
  private boolean troubled;
  private double heard;

  TopicLoop(Supplier<Consumer<byte[], byte[]>> consumers, Ends ends) {
    this.consumers = consumers;
    this.ends = ends;
  }

  Place join(String topic) {
    Place place = new Place(new TopicPartition(topic, 0));
    synchronized (this) {
      joining.add(place);
      if (running) {
        wake();
      } else {
        running = true;
        Thread.ofPlatform().daemon().name("kafka-changes").start(this::run);
      }
    }
    return place;
  }

  private synchronized void leave(Place place) {
    place.left = true;
    joining.remove(place);
    List<Place> others = places.get(place.partition);
    if (others != null && others.remove(place) && others.isEmpty()) {
      places.remove(place.partition);
      wake();
    }
  }

  private void wake() {
    if (waking != null) {
      waking.wakeup();
    }
  }

  private void run() {
    Consumer<byte[], byte[]> consumer = null;
    try {
      consumer = consumers.get();
      setWaking(consumer);
      while (takeIn(consumer)) {
        if (!consumer.assignment().isEmpty()) {
          handOut(consumer);
        }
      }
    } catch (RuntimeException | Error e) {
      loseAll(e);
    } finally {
      // Whoever joins from here on has another thread and consumer.
      if (consumer != null) {
        // At once: nothing is committed, and nobody waits for the question under way.
        consumer.close(CloseOptions.timeout(Duration.ZERO));
      }
    }
  }

  private synchronized void setWaking(Consumer<byte[], byte[]> consumer) {
    waking = consumer;
  }

  /** Makes the consumer read what is followed; false when nobody follows anything any more. */
  private boolean takeIn(Consumer<byte[], byte[]> consumer) {
    List<Place> newcomers;
    Set<TopicPartition> followed;
    synchronized (this) {
      newcomers = List.copyOf(joining);
      joining.clear();
      followed = new HashSet<>(places.keySet());
      if (newcomers.isEmpty() && followed.isEmpty()) {
        running = false;
        waking = null;
        return false;
      }
    }
    Set<TopicPartition> fresh = new HashSet<>();
    newcomers.forEach(place -> fresh.add(place.partition));
    fresh.removeAll(consumer.assignment());
    Map<TopicPartition, Long> positions = Map.of();
    try {
      if (!fresh.isEmpty()) {
        positions = ends.of(fresh);
        recovered();
      }
    } catch (KafkaException e) {
      // What is read already goes on.
      trouble(e.toString());
      newcomers.forEach(place -> place.events.add(new Event.Lost(e)));
      newcomers = List.of();
    }
    newcomers.forEach(place -> followed.add(place.partition));
    if (!followed.equals(consumer.assignment())) {
      // What was assigned before keeps its position.
      consumer.assign(followed);
      positions.forEach(consumer::seek);
    }
    begin(newcomers);
    return true;
  }

  private synchronized void begin(List<Place> newcomers) {
    for (Place place : newcomers) {
      if (!place.left) {
        places.computeIfAbsent(place.partition, topic -> new ArrayList<>()).add(place);
        place.events.add(new Event.Begun());
      }
    }
  }

  private void handOut(Consumer<byte[], byte[]> consumer) {
    Set<TopicPartition> waiting = slowlyFollowed();
    Set<TopicPartition> resumed = new HashSet<>(consumer.paused());
    resumed.removeAll(waiting);
    consumer.pause(waiting);
    consumer.resume(resumed);
    ConsumerRecords<byte[], byte[]> records;
    try {
      records = consumer.poll(waiting.isEmpty() ? POLL : POLL_WHILE_PAUSED);
    } catch (WakeupException e) {
      return;
    }
    if (waiting.isEmpty()) {
      listen(consumer, records.isEmpty());
    }
    for (TopicPartition partition : records.partitions()) {
      List<Place> followers = followers(partition);
      for (ConsumerRecord<byte[], byte[]> raw : records.records(partition)) {
        Event.Arrived arrived = new Event.Arrived(raw);
        followers.forEach(place -> place.arrived(arrived));
      }
    }
  }

  /**
   * Kafka's client waits without a word for a broker that is gone: after a quiet poll it is asked
   * what it heard.
   */
  private void listen(Consumer<byte[], byte[]> consumer, boolean quiet) {
    if (!quiet) {
      recovered();
      return;
    }
    double now = heardBytes(consumer);
    if (now == heard) {
      trouble("the broker is silent");
    } else {
      recovered();
    }
    heard = now;
  }

  private static double heardBytes(Consumer<byte[], byte[]> consumer) {
    return consumer.metrics().values().stream()
        .filter(metric -> metric.metricName().name().equals("incoming-byte-total"))
        .filter(metric -> metric.metricName().group().equals("consumer-metrics"))
        .mapToDouble(metric -> (double) metric.metricValue())
        .sum();
  }

  private synchronized List<Place> followers(TopicPartition partition) {
    return List.copyOf(places.getOrDefault(partition, List.of()));
  }

  private synchronized Set<TopicPartition> slowlyFollowed() {
    Set<TopicPartition> slow = new HashSet<>();
    places.forEach(
        (partition, followers) -> {
          if (followers.stream().anyMatch(p -> p.bytes.get() > MOST_BEFORE_A_FOLLOWER)) {
            slow.add(partition);
          }
        });
    return slow;
  }

  private void loseAll(Throwable e) {
    KafkaException why = e instanceof KafkaException kafka ? kafka : new KafkaException(e);
    trouble(why.toString());
    synchronized (this) {
      List<Place> all = new ArrayList<>(joining);
      places.values().forEach(all::addAll);
      joining.clear();
      places.clear();
      running = false;
      waking = null;
      all.forEach(place -> place.events.add(new Event.Lost(why)));
    }
  }

  /** Said once, whoever asks how often meanwhile. */
  private void trouble(String why) {
    if (!troubled) {
      troubled = true;
      LOG.warn("no changes come from Kafka, it is tried again: {}", why);
    }
  }

  private void recovered() {
    if (troubled) {
      troubled = false;
      LOG.info("changes come from Kafka again");
    }
  }
}
