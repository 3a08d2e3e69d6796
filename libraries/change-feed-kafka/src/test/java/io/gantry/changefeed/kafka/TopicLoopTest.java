package io.gantry.changefeed.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.changefeed.kafka.TopicLoop.LostPlaceException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Places in topics over a consumer that does as it is told; a real broker is in RelayedFeedIT. */
@Timeout(60)
class TopicLoopTest {
  private static final byte[] NOTHING = {};

  private final List<MockConsumer<byte[], byte[]>> made = new CopyOnWriteArrayList<>();
  private final TopicLoop loop = new TopicLoop(this::consumer, this::ends);
  private volatile boolean away;

  private Consumer<byte[], byte[]> consumer() {
    MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("none");
    made.add(consumer);
    return consumer;
  }

  private Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
    if (away) {
      throw new KafkaException("away");
    }
    return partitions.stream().collect(Collectors.toMap(p -> p, p -> 7L));
  }

  private TopicLoop.Place begun(String topic) throws InterruptedException {
    TopicLoop.Place place = loop.join(topic);
    place.begin();
    return place;
  }

  private void arrives(String topic, long offset) {
    made.getLast().addRecord(new ConsumerRecord<>(topic, 0, offset, NOTHING, NOTHING));
  }

  @Test
  void whoComesLaterBeginsWhereTheLoopIs() throws Exception {
    TopicLoop.Place first = begun("a");
    arrives("a", 7);
    assertThat(first.next().offset()).isEqualTo(7);
    TopicLoop.Place later = begun("a");
    arrives("a", 8);
    assertThat(first.next().offset()).isEqualTo(8);
    assertThat(later.next().offset()).isEqualTo(8);
    assertThat(made).hasSize(1);
    first.close();
    later.close();
  }

  @Test
  void eachTopicGoesToItsFollowersAlone() throws Exception {
    TopicLoop.Place a = begun("a");
    TopicLoop.Place b = begun("b");
    arrives("b", 7);
    arrives("a", 7);
    arrives("b", 8);
    assertThat(a.next().topic()).isEqualTo("a");
    assertThat(b.next().offset()).isEqualTo(7);
    assertThat(b.next().offset()).isEqualTo(8);
    a.close();
    arrives("b", 9);
    assertThat(b.next().offset()).isEqualTo(9);
    assertThat(made.getFirst().assignment()).containsExactly(new TopicPartition("b", 0));
    b.close();
  }

  @Test
  void whileNewTopicsCannotBeHadWhatIsReadGoesOn() throws Exception {
    TopicLoop.Place a = begun("a");
    away = true;
    assertThatThrownBy(() -> begun("b")).isInstanceOf(LostPlaceException.class);
    arrives("a", 7);
    assertThat(a.next().offset()).isEqualTo(7);
    TopicLoop.Place again = begun("a");
    away = false;
    TopicLoop.Place b = begun("b");
    arrives("b", 7);
    assertThat(b.next().offset()).isEqualTo(7);
    a.close();
    again.close();
    b.close();
  }

  @Test
  void aConsumerThatFailsIsTheEndOfAllPlacesAndAnotherOneFollows() throws Exception {
    TopicLoop.Place a = begun("a");
    TopicLoop.Place b = begun("b");
    made.getFirst().setPollException(new KafkaException("no such position"));
    assertThatThrownBy(a::next).isInstanceOf(LostPlaceException.class);
    assertThatThrownBy(b::next).isInstanceOf(LostPlaceException.class);
    a.close();
    b.close();
    TopicLoop.Place again = begun("a");
    arrives("a", 7);
    assertThat(again.next().offset()).isEqualTo(7);
    assertThat(made).hasSize(2);
    again.close();
  }

  @Test
  void withoutAKafkaAtAllEveryoneIsToldSo() {
    away = true;
    assertThatThrownBy(() -> begun("a")).isInstanceOf(LostPlaceException.class);
    assertThatThrownBy(() -> begun("b")).isInstanceOf(LostPlaceException.class);
  }
}
