package io.gantry.changefeed.kafka;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Admin;

/**
 * Makes topics that are missing. A service begins with dozens of subscriptions at once: who comes
 * first makes the topics of all that wait behind it, over one connection.
 */
final class MadeTopics {
  private final Map<String, Object> kafka;
  private final ChangeTopics topics;
  private final Set<String> wanted = ConcurrentHashMap.newKeySet();
  private final Set<String> made = ConcurrentHashMap.newKeySet();
  private final ReentrantLock lock = new ReentrantLock();

  MadeTopics(Map<String, Object> kafka, ChangeTopics topics) {
    this.kafka = kafka;
    this.topics = topics;
  }

  /**
   * Returns when the topic is there.
   *
   * @throws org.apache.kafka.common.KafkaException the broker does not answer
   */
  void ensure(String topic) throws InterruptedException {
    if (made.contains(topic)) {
      return;
    }
    wanted.add(topic);
    lock.lockInterruptibly();
    try {
      if (made.contains(topic)) {
        return;
      }
      Set<String> batch = Set.copyOf(wanted);
      try (Admin admin = Admin.create(kafka)) {
        topics.create(admin, batch);
      }
      made.addAll(batch);
      wanted.removeAll(batch);
    } finally {
      lock.unlock();
    }
  }

  /** It is asked for again next time. */
  void forget(String topic) {
    made.remove(topic);
  }
}
