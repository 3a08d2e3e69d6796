package io.gantry.cluster.nodelifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.Resources;
import java.time.Instant;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class TaintPlannerTest {
  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

  private static NodeView node(String json) {
    return NodeView.of(
        ResourceObject.of(
            Resources.NODES.groupResource(), Json.parseObject(json.replace('\'', '"'))));
  }

  private static List<String> plan(NodeView node, boolean mayEvict, boolean mustNotEvict) {
    return TaintPlanner.plan(node, mayEvict, mustNotEvict, NOW).stream()
        .map(t -> t.key().replace("node.kubernetes.io/", "") + ":" + t.effect())
        .toList();
  }

  @Test
  void pressureKeepsNewPodsAway() {
    NodeView node =
        node(
            "{'spec':{},'status':{'conditions':[{'type':'Ready','status':'True'},"
                + "{'type':'DiskPressure','status':'True'},{'type':'PIDPressure','status':'False'},"
                + "{'type':'MemoryPressure','status':'Unknown'}]}}");
    assertThat(plan(node, true, false)).containsExactly("disk-pressure:NoSchedule");
  }

  @Test
  void othersTaintsStayInTheirPlace() {
    NodeView node =
        node(
            "{'spec':{'unschedulable':true,'taints':[{'key':'a','effect':'NoSchedule'},"
                + "{'key':'node.kubernetes.io/not-ready','effect':'NoExecute'},"
                + "{'key':'b','effect':'NoExecute','value':'x'}]},"
                + "'status':{'conditions':[{'type':'Ready','status':'True'}]}}");
    assertThat(plan(node, true, false))
        .containsExactly("a:NoSchedule", "b:NoExecute", "unschedulable:NoSchedule");
  }

  @Test
  void notReadyBecomesUnreachable() {
    NodeView node =
        node(
            "{'spec':{'taints':[{'key':'node.kubernetes.io/not-ready','effect':'NoSchedule'},"
                + "{'key':'node.kubernetes.io/not-ready','effect':'NoExecute'}]},"
                + "'status':{'conditions':[{'type':'Ready','status':'Unknown'}]}}");
    assertThat(plan(node, false, false))
        .containsExactly("unreachable:NoSchedule", "unreachable:NoExecute");
    assertThat(plan(node, true, true)).containsExactly("unreachable:NoSchedule");
  }

  @Test
  void aReadyNodeLosesThemAll() {
    NodeView node =
        node(
            "{'spec':{'taints':[{'key':'node.kubernetes.io/unreachable','effect':'NoSchedule'},"
                + "{'key':'node.kubernetes.io/unreachable','effect':'NoExecute'}]},"
                + "'status':{'conditions':[{'type':'Ready','status':'True'}]}}");
    assertThat(plan(node, true, false)).isEmpty();
  }

  /** Planning again what was planned changes nothing, whatever the condition. */
  @Property
  void isStable(@ForAll boolean cordoned, @ForAll boolean may, @ForAll Ready ready) {
    String conditions = "[{'type':'Ready','status':'" + ready + "'}]";
    NodeView before =
        node(
            "{'spec':{'unschedulable':"
                + cordoned
                + "},'status':{'conditions':"
                + conditions
                + "}}");
    List<NodeTaint> first = TaintPlanner.plan(before, may, false, NOW);
    NodeView after =
        new NodeView(
            before.object(),
            before.created(),
            cordoned,
            first,
            before.conditions(),
            before.heartbeats());
    assertThat(TaintPlanner.plan(after, may, false, NOW.plusSeconds(60))).isEqualTo(first);
  }

  enum Ready {
    True,
    False,
    Unknown
  }
}
