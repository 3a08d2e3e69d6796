package io.gantry.changefeed.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Change;
import io.gantry.apimodel.FieldSelector;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.ResourceObject;
import io.gantry.changefeed.FeedFilter;
import io.gantry.changefeed.kafka.ChangeRecord.Origin;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class KnownObjectsTest {
  private static final GroupResource PODS = new GroupResource("", "pods");

  private final List<String> heard = new ArrayList<>();
  private KnownObjects known = new KnownObjects(FeedFilter.ALL, List.of());

  private void apply(ChangeRecord record) {
    for (Change change : known.apply(record)) {
      heard.add(change.type() + " " + change.object().uid() + "@" + change.revision());
    }
  }

  private static ResourceObject pod(String uid, long revision, String app) {
    ObjectNode tree = Json.object();
    ObjectNode metadata = tree.putObject("metadata");
    metadata.put("name", "a").put("namespace", "default").put("uid", uid);
    metadata.put("resourceVersion", Long.toString(revision));
    metadata.putObject("labels").put("app", app);
    return ResourceObject.of(PODS, tree, Map.of("spec.nodeName", "n-" + app));
  }

  private void told(Change.Type type, ResourceObject object) {
    for (ChangeRecord record :
        ChangeRecord.of(new Change(type, object, null), "epoch", Origin.UNKNOWN)) {
      apply(record);
    }
  }

  @Test
  void aLifeAsItWas() {
    told(Change.Type.ADDED, pod("u1", 1, "web"));
    told(Change.Type.MODIFIED, pod("u1", 2, "web"));
    told(Change.Type.DELETED, pod("u1", 3, "web"));
    assertThat(heard).containsExactly("ADDED u1@1", "MODIFIED u1@2", "DELETED u1@3");
  }

  @Test
  void compactionMayHaveTakenTheBeginning() {
    told(Change.Type.MODIFIED, pod("u1", 2, "web"));
    assertThat(heard).containsExactly("ADDED u1@2");
  }

  @Test
  void compactionMayHaveTakenTheDeletionBetweenTwoLives() {
    told(Change.Type.ADDED, pod("u1", 1, "web"));
    told(Change.Type.ADDED, pod("u2", 4, "web"));
    told(Change.Type.MODIFIED, pod("u2", 5, "web"));
    assertThat(heard).containsExactly("ADDED u1@1", "DELETED u1@4", "ADDED u2@4", "MODIFIED u2@5");
  }

  @Test
  void compactionMayHaveLeftTheTombstoneAlone() {
    told(Change.Type.ADDED, pod("u1", 1, "web"));
    ResourceObject last = pod("u1", 3, "web");
    List<ChangeRecord> records =
        ChangeRecord.of(new Change(Change.Type.DELETED, last, null), "epoch", Origin.UNKNOWN);
    apply(records.getLast());
    assertThat(heard).containsExactly("ADDED u1@1", "DELETED u1@3");
  }

  @Test
  void whatIsToldTwiceIsHeardOnce() {
    known = new KnownObjects(FeedFilter.ALL, List.of(pod("u1", 2, "web")));
    told(Change.Type.MODIFIED, pod("u1", 2, "web"));
    told(Change.Type.MODIFIED, pod("u1", 1, "web"));
    told(Change.Type.DELETED, pod("unknown", 3, "web"));
    assertThat(heard).containsExactly("DELETED u1@3");
  }

  @Test
  void aSelectionIsEnteredAndLeft() {
    known =
        new KnownObjects(
            new FeedFilter(
                "default", LabelSelector.EVERYTHING, FieldSelector.equal("spec.nodeName", "n-web")),
            List.of());
    told(Change.Type.ADDED, pod("u1", 1, "db"));
    told(Change.Type.MODIFIED, pod("u1", 2, "web"));
    told(Change.Type.MODIFIED, pod("u1", 3, "web"));
    told(Change.Type.MODIFIED, pod("u1", 4, "db"));
    told(Change.Type.DELETED, pod("u1", 5, "db"));
    assertThat(heard).containsExactly("ADDED u1@2", "MODIFIED u1@3", "DELETED u1@4");
  }

  @Test
  void recordsAreReadAsTheyWereWritten() {
    Origin origin = new Origin("operation", "alice", 1234);
    for (ChangeRecord record :
        ChangeRecord.of(
            new Change(Change.Type.DELETED, pod("u1", 3, "web"), null), "epoch-1", origin)) {
      ConsumerRecord<byte[], byte[]> raw =
          new ConsumerRecord<>(
              "t", 0, 0, record.key().getBytes(StandardCharsets.UTF_8), record.value());
      record.headers().forEach(raw.headers()::add);
      assertThat(ChangeRecord.read(PODS, raw)).isEqualTo(record);
      assertThat(record.objectKey()).isEqualTo(pod("u1", 1, "x").key());
    }
  }

  @Test
  void topicsAreNamedAfterResources() {
    ChangeTopics topics = new ChangeTopics("gantry");
    for (GroupResource resource :
        List.of(PODS, new GroupResource("rbac.authorization.k8s.io", "roles"))) {
      assertThat(topics.resource(topics.name(resource))).contains(resource);
    }
    assertThat(topics.name(new GroupResource("apps", "deployments")))
        .isEqualTo("gantry.changes.deployments.apps");
    assertThat(topics.resource(topics.position())).isEmpty();
    assertThat(topics.resource("other.changes.pods")).isEmpty();
    assertThat(ChangeTopics.carries(new GroupResource("", "secrets"))).isFalse();
    assertThat(ChangeTopics.carries(PODS)).isTrue();
  }
}
