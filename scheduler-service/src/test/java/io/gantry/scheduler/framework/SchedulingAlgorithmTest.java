package io.gantry.scheduler.framework;

import static io.gantry.scheduler.TestObjects.labels;
import static io.gantry.scheduler.TestObjects.node;
import static io.gantry.scheduler.TestObjects.nodeInfo;
import static io.gantry.scheduler.TestObjects.pod;
import static io.gantry.scheduler.TestObjects.podInfo;
import static io.gantry.scheduler.TestObjects.spec;
import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import io.gantry.scheduler.plugins.DefaultProfile;
import io.gantry.scheduler.preemption.Preemption;
import io.gantry.scheduler.preemption.PreemptionPlanner;
import io.gantry.scheduler.snapshot.ClusterSnapshot;
import io.gantry.scheduler.snapshot.NodeInfo;
import io.gantry.scheduler.snapshot.PodInfo;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Sentences are Kubernetes' own: tests name them in full. */
class SchedulingAlgorithmTest {
  private static final String UNHELPFUL = "Preemption is not helpful for scheduling.";
  private static final String NO_VICTIMS = "No preemption victims found for incoming pod.";

  private static String place(ObjectNode pod, NodeInfo... nodes) {
    ClusterSnapshot snapshot = ClusterSnapshot.of(List.of(nodes));
    PodInfo info = podInfo(pod);
    SchedulingAlgorithm algorithm =
        new SchedulingAlgorithm(DefaultProfile.create(), new SplittableRandom(1));
    return switch (algorithm.place(info, snapshot, Nominations.NONE)) {
      case Placement.On(String node, int _) -> node;
      case Placement.Nowhere(Diagnosis diagnosis) -> {
        if (diagnosis.allNodes() == 0) {
          yield diagnosis.message("");
        }
        Preemption preemption =
            new PreemptionPlanner(DefaultProfile.create().filters())
                .plan(info, snapshot, diagnosis, Nominations.NONE, List.of());
        yield switch (preemption) {
          case Preemption.Futile(String message, boolean _) -> diagnosis.message(message);
          case Preemption.Evict(String on, List<PodInfo> victims) ->
              diagnosis.message("") + " evict " + victims + " from " + on;
        };
      }
    };
  }

  private static ObjectNode tainted(ObjectNode node, String key, String value, String effect) {
    return spec(
        node,
        "{'taints':[{'key':'" + key + "','value':'" + value + "','effect':'" + effect + "'}]}");
  }

  @Test
  void noNodes() {
    assertThat(place(pod("p", 0))).isEqualTo("no nodes available to schedule pods");
  }

  @Test
  void selectorThatNoNodeMatches() {
    assertThat(place(spec(pod("p", 0), "{'nodeSelector':{'disk':'ssd'}}"), nodeInfo(node("a", 1))))
        .isEqualTo(
            "0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector."
                + " preemption: 0/1 nodes are available: 1 "
                + UNHELPFUL);
  }

  @Test
  void tooLarge() {
    assertThat(place(pod("p", 1_000_000), nodeInfo(node("a", 2000))))
        .isEqualTo(
            "0/1 nodes are available: 1 Insufficient cpu. preemption: 0/1 nodes are available: 1 "
                + NO_VICTIMS);
  }

  @Test
  void reasonsAreCountedAndSortedAsText() {
    ObjectNode small = pod("p", 500);
    assertThat(
            place(
                small,
                nodeInfo(node("a", 100)),
                nodeInfo(tainted(node("b", 4000), "key", "value", "NoSchedule")),
                nodeInfo(tainted(node("c", 4000), "key", "value", "NoExecute")),
                nodeInfo(spec(node("d", 4000), "{'unschedulable':true}")),
                nodeInfo(tainted(node("e", 4000), "gone", "", "NoSchedule"))))
        .isEqualTo(
            "0/5 nodes are available: 1 Insufficient cpu, 1 node(s) had untolerated taint"
                + " {gone: }, 1 node(s) were unschedulable, 2 node(s) had untolerated taint"
                + " {key: value}. preemption: 0/5 nodes are available: 1 No preemption victims"
                + " found for incoming pod, 4 "
                + UNHELPFUL);
  }

  @Test
  void severalResourcesAreShort() {
    ObjectNode pod = pod("p", 900);
    Json.ensureObject((ObjectNode) pod.at("/spec/containers/0"), "resources", "requests")
        .put("memory", "100Gi")
        .put("example.com/gpu", "1")
        .put("ephemeral-storage", "1Gi");
    ObjectNode full = node("a", 100);
    Json.ensureObject(full, "status", "allocatable").put("pods", "0");
    assertThat(place(pod, nodeInfo(full)))
        .startsWith(
            "0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient ephemeral-storage, 1"
                + " Insufficient example.com/gpu, 1 Insufficient memory, 1 Too many pods.");
  }

  @Test
  void tolerationsAndSoftTaints() {
    NodeInfo hard = nodeInfo(tainted(node("hard", 4000), "k", "v", "NoSchedule"));
    NodeInfo soft = nodeInfo(tainted(node("soft", 4000), "k", "v", "PreferNoSchedule"));
    assertThat(place(pod("p", 0), hard, soft)).isEqualTo("soft");
    assertThat(place(pod("p", 0), hard, soft, nodeInfo(node("plain", 4000)))).isEqualTo("plain");
    assertThat(place(spec(pod("p", 0), "{'tolerations':[{'operator':'Exists'}]}"), hard))
        .isEqualTo("hard");
    assertThat(
            place(
                spec(pod("p", 0), "{'tolerations':[{'key':'k','operator':'Equal','value':'w'}]}"),
                hard))
        .startsWith("0/1 nodes");
  }

  @Test
  void hostPorts() {
    String ports =
        "{'containers':[{'name':'c','image':'i','ports':[{'hostPort':80,'protocol':'%s',%s"
            + "'containerPort':80}]}]}";
    ObjectNode any = spec(pod("any", 0), ports.formatted("TCP", ""));
    ObjectNode one = spec(pod("one", 0), ports.formatted("TCP", "'hostIP':'127.0.0.1',"));
    ObjectNode two = spec(pod("two", 0), ports.formatted("TCP", "'hostIP':'127.0.0.2',"));
    ObjectNode udp = spec(pod("udp", 0), ports.formatted("UDP", ""));
    String taken = "0/1 nodes are available: 1 node(s) didn't have free ports for the requested";
    assertThat(place(one, nodeInfo(node("a", 1000), any))).startsWith(taken);
    assertThat(place(any, nodeInfo(node("a", 1000), one))).startsWith(taken);
    assertThat(place(two, nodeInfo(node("a", 1000), one, udp))).isEqualTo("a");
  }

  @Test
  void daemonPodsAreBoundToTheirNodeByName() {
    String affinity =
        "{'affinity':{'nodeAffinity':{'requiredDuringSchedulingIgnoredDuringExecution':"
            + "{'nodeSelectorTerms':[{'matchFields':[{'key':'metadata.name','operator':'In',"
            + "'values':['a']}]}]}}}}";
    assertThat(
            place(
                spec(pod("p", 500), affinity), nodeInfo(node("a", 100)), nodeInfo(node("b", 900))))
        .isEqualTo(
            "0/2 nodes are available: 1 Insufficient cpu, 1 node(s) didn't satisfy plugin(s)"
                + " [NodeAffinity]. preemption: 0/2 nodes are available: 1 No preemption victims"
                + " found for incoming pod, 1 "
                + UNHELPFUL);
  }

  @Test
  void claimThatIsNotThere() {
    String volume = "{'volumes':[{'name':'v','persistentVolumeClaim':{'claimName':'data'}}]}";
    assertThat(place(spec(pod("p", 0), volume), nodeInfo(node("a", 100))))
        .isEqualTo(
            "0/1 nodes are available: persistentvolumeclaim \"data\" not found. preemption: 0/1"
                + " nodes are available: 1 "
                + UNHELPFUL);
  }

  @Test
  void initContainersAndSidecarsCount() {
    ObjectNode pod = pod("p", 100);
    spec(
        pod,
        "{'initContainers':[{'name':'s','restartPolicy':'Always','resources':{'requests':"
            + "{'cpu':'300m'}}},{'name':'i','resources':{'requests':{'cpu':'500m'}}}],"
            + "'overhead':{'cpu':'50m'}}");
    // starting: sidecar 300 + init 500; running: sidecar 300 + container 100; the more, + 50
    assertThat(podInfo(pod).demand().requests().exact().milliCpu()).isEqualTo(850);
  }

  @Test
  void leastAllocatedWins() {
    assertThat(
            place(
                pod("p", 100),
                nodeInfo(node("busy", 4000), pod("x", 3000)),
                nodeInfo(node("idle", 4000), pod("y", 100))))
        .isEqualTo("idle");
  }

  @Test
  void spreadingOverZones() {
    String spread =
        "{'topologySpreadConstraints':[{'maxSkew':1,'topologyKey':'zone',"
            + "'whenUnsatisfiable':'DoNotSchedule','labelSelector':{'matchLabels':{'app':'x'}}}]}";
    ObjectNode pod = labels(spec(pod("p", 0), spread), "app", "x");
    NodeInfo one = nodeInfo(labels(node("a", 4000), "zone", "1"), labels(pod("q", 0), "app", "x"));
    NodeInfo two =
        nodeInfo(
            labels(spec(node("b", 4000), "{'unschedulable':true}"), "zone", "2"),
            labels(pod("other", 0), "app", "y"));
    NodeInfo bare = nodeInfo(node("c", 4000));
    assertThat(place(pod, one, two, bare))
        .startsWith(
            "0/3 nodes are available: 1 node(s) didn't match pod topology spread constraints, 1"
                + " node(s) didn't match pod topology spread constraints (missing required"
                + " label), 1 node(s) were unschedulable.");
    assertThat(place(pod, one, nodeInfo(labels(node("b", 4000), "zone", "2")))).isEqualTo("b");
  }

  @Test
  void neighboursWantedAndUnwanted() {
    String term =
        "{'affinity':{'%s':{'requiredDuringSchedulingIgnoredDuringExecution':[{'topologyKey':"
            + "'kubernetes.io/hostname','labelSelector':{'matchLabels':{'app':'x'}}}]}}}";
    ObjectNode near = spec(pod("near", 0), term.formatted("podAffinity"));
    ObjectNode far = spec(pod("far", 0), term.formatted("podAntiAffinity"));
    NodeInfo with = nodeInfo(node("with", 4000), labels(pod("x", 0), "app", "x"));
    NodeInfo without = nodeInfo(node("without", 4000));
    assertThat(place(near, with, without)).isEqualTo("with");
    assertThat(place(far, with, without)).isEqualTo("without");
    assertThat(place(near, without))
        .startsWith("0/1 nodes are available: 1 node(s) didn't match pod affinity rules.");
    assertThat(place(far, with))
        .startsWith("0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules.");
    assertThat(place(labels(pod("x2", 0), "app", "x"), nodeInfo(node("a", 1000), far)))
        .startsWith(
            "0/1 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity"
                + " rules.");
    assertThat(place(labels(near, "app", "x"), without)).isEqualTo("without");
  }

  @Test
  void preemptionTakesTheLeastImportantAndOnlyAsManyAsNeeded() {
    ObjectNode high = spec(pod("high", 800), "{'priority':100}");
    NodeInfo node =
        nodeInfo(
            node("a", 1000),
            spec(pod("low", 500), "{'priority':1}"),
            spec(pod("lower", 400), "{'priority':0}"),
            spec(pod("tiny", 50), "{'priority':0}"));
    assertThat(place(high, node))
        .isEqualTo(
            "0/1 nodes are available: 1 Insufficient cpu. evict [default/low, default/lower]"
                + " from a");
    assertThat(place(spec(high, "{'preemptionPolicy':'Never'}"), node))
        .isEqualTo(
            "0/1 nodes are available: 1 Insufficient cpu. preemption: not eligible due to"
                + " preemptionPolicy=Never.");
  }

  @Test
  void largeClustersAreSampled() {
    assertThat(SchedulingAlgorithm.enough(100)).isEqualTo(100);
    assertThat(SchedulingAlgorithm.enough(150)).isEqualTo(100);
    assertThat(SchedulingAlgorithm.enough(5000)).isEqualTo(500);
    assertThat(SchedulingAlgorithm.enough(10000)).isEqualTo(500);
  }
}
