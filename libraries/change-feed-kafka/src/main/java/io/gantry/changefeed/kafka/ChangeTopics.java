package io.gantry.changefeed.kafka;

import io.gantry.apimodel.GroupResource;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;

/**
 * One topic per resource, named after it ({@code gantry.changes.deployments.apps}), with one
 * partition, so that all its changes are in one order. Compacted: it keeps each object's last state
 * for ever and all changes of the last hours, which is what feeds need.
 *
 * @param prefix {@code gantry}, or another where clusters share a Kafka
 */
public record ChangeTopics(String prefix) {
  public static final ChangeTopics STANDARD = new ChangeTopics("gantry");

  /**
   * Resources that no topic carries. A Secret's values must reach nobody by another way than the
   * API, where the Node authorizer and RBAC decide; they get a topic when bodies are encrypted.
   */
  private static final Set<GroupResource> EXCLUDED = Set.of(new GroupResource("", "secrets"));

  private static final Duration WITHIN = Duration.ofSeconds(20);
  private static final Duration NOT_COMPACTED_FOR = Duration.ofHours(1);
  private static final Duration TOMBSTONES_FOR = Duration.ofHours(24);

  public static boolean carries(GroupResource resource) {
    return !EXCLUDED.contains(resource);
  }

  public String name(GroupResource resource) {
    return changes() + resource;
  }

  private String changes() {
    return prefix + ".changes.";
  }

  /** Where the relay writes how far it has come. */
  public String position() {
    return prefix + ".relay";
  }

  public Optional<GroupResource> resource(String topic) {
    if (!topic.startsWith(changes())) {
      return Optional.empty();
    }
    String name = topic.substring(changes().length());
    int dot = name.indexOf('.');
    return Optional.of(
        dot < 0
            ? new GroupResource("", name)
            : new GroupResource(name.substring(dot + 1), name.substring(0, dot)));
  }

  /** The change topics that are there. */
  public List<String> existing(Admin admin) throws InterruptedException {
    return get(admin.listTopics().names()).stream()
        .filter(topic -> resource(topic).isPresent())
        .sorted()
        .toList();
  }

  /** Makes topics that are not there yet; anyone may come first. */
  public void create(Admin admin, Collection<String> topics) throws InterruptedException {
    List<NewTopic> wanted =
        topics.stream()
            .map(topic -> new NewTopic(topic, Optional.of(1), Optional.empty()).configs(config()))
            .collect(Collectors.toList());
    for (var made : admin.createTopics(wanted).values().values()) {
      try {
        get(made);
      } catch (KafkaException e) {
        if (!(e.getCause() instanceof TopicExistsException)) {
          throw e;
        }
      }
    }
  }

  /** Where partitions end for readers of what is committed: all before has been. */
  Map<TopicPartition, Long> ends(Admin admin, Collection<TopicPartition> partitions)
      throws InterruptedException {
    Map<TopicPartition, OffsetSpec> asked =
        partitions.stream().collect(Collectors.toMap(p -> p, p -> OffsetSpec.latest()));
    Map<TopicPartition, Long> ends = new HashMap<>();
    get(admin.listOffsets(asked, new ListOffsetsOptions(IsolationLevel.READ_COMMITTED)).all())
        .forEach((partition, end) -> ends.put(partition, end.offset()));
    return ends;
  }

  private static Map<String, String> config() {
    return Map.of(
        "cleanup.policy",
        "compact",
        "max.message.bytes",
        Integer.toString(8 << 20),
        "min.compaction.lag.ms",
        Long.toString(NOT_COMPACTED_FOR.toMillis()),
        "delete.retention.ms",
        Long.toString(TOMBSTONES_FOR.toMillis()));
  }

  private static <T> T get(org.apache.kafka.common.KafkaFuture<T> answer)
      throws InterruptedException {
    try {
      return answer.get(WITHIN.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw new KafkaException(e.getCause());
    } catch (TimeoutException e) {
      throw new KafkaException("Kafka does not answer", e);
    }
  }
}
