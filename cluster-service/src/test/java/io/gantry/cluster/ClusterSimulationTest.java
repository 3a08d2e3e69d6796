package io.gantry.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.DeleteOptions;
import io.gantry.apimodel.GroupVersionResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.Times;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

class ClusterSimulationTest {
  private static final String ROOT_CA = "kube-root-ca.crt";
  private static final GroupVersionResource SLICES =
      new GroupVersionResource("discovery.k8s.io", "v1", "endpointslices");

  private static final int SEEDS = 30;

  private TestCluster cluster;

  /** Plays a story once for each seed. */
  private void play(Runnable story) {
    for (int seed = 0; seed < SEEDS; seed++) {
      try (TestCluster fresh = new TestCluster(seed)) {
        cluster = fresh;
        story.run();
      } catch (AssertionError e) {
        throw new AssertionError("with seed " + seed, e);
      }
    }
  }

  private void namespace(String name) {
    cluster.create(Resources.NAMESPACES, "", "{'metadata':{'name':'" + name + "'}}");
    cluster.until(
        "furnished",
        () ->
            cluster.has(Resources.SERVICE_ACCOUNTS, name, "default")
                && cluster.has(Resources.CONFIG_MAPS, name, ROOT_CA));
  }

  private static String condition(ObjectNode tree, String type, String field) {
    for (JsonNode condition : Json.items(tree, "status", "conditions")) {
      if (Json.text(condition, "type").equals(type)) {
        return Json.text(condition, field);
      }
    }
    return "";
  }

  @Test
  void namespacesAreFurnishedAndStaySo() {
    play(this::namespacesAreFurnishedAndStaySoStory);
  }

  private void namespacesAreFurnishedAndStaySoStory() {
    namespace("a");
    assertThat(Json.map(cluster.tree(Resources.CONFIG_MAPS, "a", ROOT_CA), "data"))
        .containsEntry("ca.crt", "CA");
    cluster.api.delete(Resources.SERVICE_ACCOUNTS, "a", "default", DeleteOptions.DEFAULT);
    cluster.until("account back", () -> cluster.has(Resources.SERVICE_ACCOUNTS, "a", "default"));
    ObjectNode edited = cluster.tree(Resources.CONFIG_MAPS, "a", ROOT_CA);
    Json.ensureObject(edited, "data").put("ca.crt", "forged").put("more", "x");
    cluster.api.update(Resources.CONFIG_MAPS, "a", "", edited);
    cluster.until(
        "put right",
        () ->
            Json.map(cluster.tree(Resources.CONFIG_MAPS, "a", ROOT_CA), "data")
                .toString()
                .equals("{ca.crt=CA}"));
  }

  @Test
  void aNamespaceGoesWithAllItHolds() {
    play(this::aNamespaceGoesWithAllItHoldsStory);
  }

  private void aNamespaceGoesWithAllItHoldsStory() {
    namespace("a");
    cluster.create(Resources.CONFIG_MAPS, "a", "{'metadata':{'name':'m'}}");
    Instant began = cluster.clock.instant();
    cluster.api.delete(Resources.NAMESPACES, "", "a", DeleteOptions.DEFAULT);
    cluster.until("gone", () -> !cluster.has(Resources.NAMESPACES, "", "a"));
    // at most one lost race against a cache, never a requeue by time
    assertThat(cluster.clock.instant()).isBeforeOrEqualTo(began.plusSeconds(1));
    assertThat(cluster.fake.all(Resources.CONFIG_MAPS)).isEmpty();
    assertThat(cluster.fake.all(Resources.SERVICE_ACCOUNTS)).isEmpty();
  }

  @Test
  void aNamespaceWaitsForFinalizersAndSaysSo() {
    play(this::aNamespaceWaitsForFinalizersAndSaysSoStory);
  }

  private void aNamespaceWaitsForFinalizersAndSaysSoStory() {
    namespace("a");
    cluster.create(Resources.CONFIG_MAPS, "a", "{'metadata':{'name':'m','finalizers':['x.io/f']}}");
    cluster.api.delete(Resources.NAMESPACES, "", "a", DeleteOptions.DEFAULT);
    cluster.until(
        "said so",
        () ->
            condition(
                    cluster.tree(Resources.NAMESPACES, "", "a"),
                    "NamespaceFinalizersRemaining",
                    "message")
                .equals(
                    "Some content in the namespace has finalizers remaining: x.io/f in 1 resource"
                        + " instances"));
    ObjectNode tree = cluster.tree(Resources.NAMESPACES, "", "a");
    assertThat(condition(tree, "NamespaceContentRemaining", "message"))
        .isEqualTo("Some resources are remaining: configmaps. has 1 resource instances");
    assertThat(condition(tree, "NamespaceDeletionContentFailure", "reason"))
        .isEqualTo("ContentDeleted");
    ObjectNode map = cluster.tree(Resources.CONFIG_MAPS, "a", "m");
    Json.ensureObject(map, "metadata").remove("finalizers");
    cluster.api.update(Resources.CONFIG_MAPS, "a", "", map);
    cluster.until("gone", () -> !cluster.has(Resources.NAMESPACES, "", "a"));
  }

  @Test
  void backgroundDeletionTakesTheWholeTree() {
    play(this::backgroundDeletionTakesTheWholeTreeStory);
  }

  private void backgroundDeletionTakesTheWholeTreeStory() {
    ResourceObject deployment = cluster.create(Resources.DEPLOYMENTS, "d", new String[0]);
    ResourceObject set = cluster.create(Resources.REPLICA_SETS, "r", new String[0], deployment);
    ResourceObject map = cluster.owned("leaf", set);
    cluster.owned("alone");
    cluster.delete(deployment, "Background");
    cluster.until(
        "all gone",
        () ->
            !cluster.has(Resources.REPLICA_SETS, "default", "r")
                && !cluster.has(Resources.CONFIG_MAPS, "default", map.name()));
    assertThat(cluster.has(Resources.CONFIG_MAPS, "default", "alone")).isTrue();
  }

  @Test
  void anOwnerThatNeverWasIsConfirmedAndItsDependentGoes() {
    play(this::anOwnerThatNeverWasIsConfirmedAndItsDependentGoesStory);
  }

  private void anOwnerThatNeverWasIsConfirmedAndItsDependentGoesStory() {
    cluster.create(
        Resources.CONFIG_MAPS,
        "default",
        "{'metadata':{'name':'m','ownerReferences':[{'apiVersion':'v1','kind':'ConfigMap',"
            + "'name':'never','uid':'no-such-uid'}]}}");
    cluster.until("gone", () -> !cluster.has(Resources.CONFIG_MAPS, "default", "m"));
  }

  @Test
  void anotherObjectOfTheOwnersNameIsNoOwner() {
    play(this::anotherObjectOfTheOwnersNameIsNoOwnerStory);
  }

  private void anotherObjectOfTheOwnersNameIsNoOwnerStory() {
    cluster.owned("owner");
    cluster.create(
        Resources.CONFIG_MAPS,
        "default",
        "{'metadata':{'name':'m','ownerReferences':[{'apiVersion':'v1','kind':'ConfigMap',"
            + "'name':'owner','uid':'older-uid'}]}}");
    cluster.until("gone", () -> !cluster.has(Resources.CONFIG_MAPS, "default", "m"));
    assertThat(cluster.has(Resources.CONFIG_MAPS, "default", "owner")).isTrue();
  }

  @Test
  void aSecondOwnerKeepsTheDependent() {
    play(this::aSecondOwnerKeepsTheDependentStory);
  }

  private void aSecondOwnerKeepsTheDependentStory() {
    ResourceObject one = cluster.owned("one");
    ResourceObject two = cluster.owned("two");
    cluster.owned("child", one, two);
    cluster.delete(one, "Background");
    cluster.until(
        "disowned",
        () ->
            cluster.fake.get(Resources.CONFIG_MAPS, "default", "child").owners().stream()
                .allMatch(owner -> owner.uid().equals(two.uid())));
    cluster.delete(two, "Background");
    cluster.until("gone", () -> !cluster.has(Resources.CONFIG_MAPS, "default", "child"));
  }

  @Test
  void orphansStay() {
    play(this::orphansStayStory);
  }

  private void orphansStayStory() {
    ResourceObject owner = cluster.owned("owner");
    cluster.owned("child", owner);
    cluster.delete(owner, "Orphan");
    cluster.until("owner gone", () -> !cluster.has(Resources.CONFIG_MAPS, "default", "owner"));
    cluster.settle();
    assertThat(cluster.fake.get(Resources.CONFIG_MAPS, "default", "child").owners()).isEmpty();
  }

  @Test
  void inTheForegroundTheOwnerGoesLast() {
    play(this::inTheForegroundTheOwnerGoesLastStory);
  }

  private void inTheForegroundTheOwnerGoesLastStory() {
    ResourceObject owner = cluster.owned("owner");
    ResourceObject child =
        cluster.create(Resources.CONFIG_MAPS, "child", new String[] {"x.io/f"}, owner);
    cluster.delete(owner, "Foreground");
    cluster.until(
        "child on its way",
        () -> cluster.fake.get(Resources.CONFIG_MAPS, "default", "child").deleting());
    assertThat(cluster.has(Resources.CONFIG_MAPS, "default", "owner")).isTrue();
    ObjectNode tree = cluster.tree(Resources.CONFIG_MAPS, "default", child.name());
    Json.ensureObject(tree, "metadata").remove("finalizers");
    cluster.api.update(Resources.CONFIG_MAPS, "default", "", tree);
    cluster.until("owner gone", () -> !cluster.has(Resources.CONFIG_MAPS, "default", "owner"));
  }

  @Test
  void aCircleGoesInTheForegroundToo() {
    play(this::aCircleGoesInTheForegroundTooStory);
  }

  private void aCircleGoesInTheForegroundTooStory() {
    ResourceObject one = cluster.owned("one");
    ResourceObject two = cluster.owned("two", one);
    ResourceObject three = cluster.owned("three", two);
    ObjectNode tree = cluster.tree(Resources.CONFIG_MAPS, "default", "one");
    Json.ensureArray(Json.ensureObject(tree, "metadata"), "ownerReferences")
        .add(
            Json.object()
                .put("apiVersion", "v1")
                .put("kind", "ConfigMap")
                .put("name", "three")
                .put("uid", three.uid())
                .put("blockOwnerDeletion", true));
    cluster.api.update(Resources.CONFIG_MAPS, "default", "", tree);
    cluster.delete(one, "Foreground");
    cluster.until("all gone", () -> cluster.fake.all(Resources.CONFIG_MAPS).isEmpty());
  }

  private void node(String name) {
    cluster.create(
        Resources.NODES,
        "",
        "{'metadata':{'name':'"
            + name
            + "','labels':{'kubernetes.io/os':'linux'}},'spec':{},"
            + "'status':{'conditions':[{'type':'Ready','status':'True','lastHeartbeatTime':'"
            + Times.text(cluster.clock.instant())
            + "'}]}}");
  }

  private ObjectNode node(String name, String field) {
    ObjectNode tree = cluster.tree(Resources.NODES, "", name);
    return Json.at(tree, field) instanceof ObjectNode object ? object : Json.object();
  }

  @Test
  void newNodesAreGivenWhatTheyNeed() {
    play(this::newNodesAreGivenWhatTheyNeedStory);
  }

  private void newNodesAreGivenWhatTheyNeedStory() {
    node("n1");
    node("n2");
    cluster.until(
        "ranges",
        () ->
            Json.text(node("n1", "spec"), "podCIDR").equals("10.244.0.0/24")
                && Json.text(node("n2", "spec"), "podCIDR").equals("10.244.1.0/24"));
    cluster.until(
        "labels and ttl",
        () ->
            Json.text(node("n1", "metadata"), "labels", "beta.kubernetes.io/os").equals("linux")
                && Json.text(node("n1", "metadata"), "annotations", "node.alpha.kubernetes.io/ttl")
                    .equals("0"));
  }

  private String taints(String node) {
    return Json.items(cluster.tree(Resources.NODES, "", node), "spec", "taints").stream()
        .map(taint -> Json.text(taint, "key") + ":" + Json.text(taint, "effect"))
        .toList()
        .toString();
  }

  private void pod(String name, String node, String tolerations) {
    cluster.create(
        Resources.PODS,
        "default",
        "{'metadata':{'name':'"
            + name
            + "'},'spec':{'nodeName':'"
            + node
            + "','tolerations':["
            + tolerations
            + "]},'status':{'phase':'Running','conditions':[{'type':'Ready','status':'True'}]}}");
  }

  /** Keeps a node alive by its Lease. */
  private void renew(String node) {
    ObjectNode lease = Json.object();
    lease.putObject("metadata").put("name", node).put("namespace", "kube-node-lease");
    lease.putObject("spec").put("renewTime", Times.microText(cluster.clock.instant()));
    if (cluster.has(Resources.LEASES, "kube-node-lease", node)) {
      cluster.fake.update(Resources.LEASES, "kube-node-lease", "", lease);
    } else {
      cluster.fake.create(Resources.LEASES, "kube-node-lease", lease);
    }
  }

  @Test
  void aSilentNodeIsMarkedTaintedAndLosesItsPods() {
    play(this::aSilentNodeIsMarkedTaintedAndLosesItsPodsStory);
  }

  private void aSilentNodeIsMarkedTaintedAndLosesItsPodsStory() {
    node("dead");
    node("alive");
    pod("stays", "dead", "{'operator':'Exists'}");
    pod(
        "later",
        "dead",
        "{'key':'node.kubernetes.io/unreachable','operator':'Exists','tolerationSeconds':300}");
    pod("now", "dead", "");
    cluster.until(
        "unknown",
        () -> renew("alive"),
        () ->
            condition(cluster.tree(Resources.NODES, "", "dead"), "Ready", "status")
                .equals("Unknown"));
    ObjectNode dead = cluster.tree(Resources.NODES, "", "dead");
    assertThat(condition(dead, "Ready", "message"))
        .isEqualTo("Kubelet stopped posting node status.");
    assertThat(condition(dead, "Ready", "reason")).isEqualTo("NodeStatusUnknown");
    assertThat(condition(dead, "MemoryPressure", "reason")).isEqualTo("NodeStatusNeverUpdated");
    cluster.until(
        "tainted",
        () -> renew("alive"),
        () ->
            taints("dead")
                .equals(
                    "[node.kubernetes.io/unreachable:NoSchedule,"
                        + " node.kubernetes.io/unreachable:NoExecute]"));
    cluster.until("evicted", () -> cluster.fake.get(Resources.PODS, "default", "now").deleting());
    cluster.settle();
    assertThat(cluster.fake.get(Resources.PODS, "default", "later").deleting()).isFalse();
    cluster.until(
        "pods not ready",
        () ->
            condition(cluster.tree(Resources.PODS, "default", "stays"), "Ready", "status")
                .equals("False"));
    cluster.until(
        "evicted later",
        () -> renew("alive"),
        () -> cluster.fake.get(Resources.PODS, "default", "later").deleting());
    assertThat(cluster.fake.get(Resources.PODS, "default", "stays").deleting()).isFalse();
    assertThat(condition(cluster.tree(Resources.NODES, "", "alive"), "Ready", "status"))
        .isEqualTo("True");
    assertThat(cluster.events()).contains("NodeNotReady Node dead status is now: NodeNotReady");
  }

  @Test
  void whenAllNodesAreSilentNothingIsEvicted() {
    play(this::whenAllNodesAreSilentNothingIsEvictedStory);
  }

  private void whenAllNodesAreSilentNothingIsEvictedStory() {
    node("only");
    pod("p", "only", "");
    cluster.until(
        "tainted", () -> taints("only").equals("[node.kubernetes.io/unreachable:NoSchedule]"));
    cluster.clock.advance(Duration.ofMinutes(10));
    ObjectNode back = cluster.tree(Resources.NODES, "", "only");
    ((ObjectNode) back.at("/status/conditions/0"))
        .put("status", "True")
        .put("lastHeartbeatTime", Times.text(cluster.clock.instant()));
    cluster.api.update(Resources.NODES, "", "status", back);
    cluster.until("taints gone", () -> taints("only").equals("[]"));
    assertThat(cluster.fake.get(Resources.PODS, "default", "p").deleting()).isFalse();
  }

  @Test
  void cordonedNodesAreTainted() {
    play(this::cordonedNodesAreTaintedStory);
  }

  private void cordonedNodesAreTaintedStory() {
    node("n");
    ObjectNode cordoned = cluster.tree(Resources.NODES, "", "n");
    Json.ensureObject(cordoned, "spec").put("unschedulable", true);
    ((ObjectNode) cordoned.get("metadata")).remove("resourceVersion");
    cluster.api.update(Resources.NODES, "", "", cordoned);
    cluster.until(
        "tainted", () -> taints("n").equals("[node.kubernetes.io/unschedulable:NoSchedule]"));
  }

  @Test
  void podsOfAGoneNodeGo() {
    play(this::podsOfAGoneNodeGoStory);
  }

  private void podsOfAGoneNodeGoStory() {
    node("n");
    pod("p", "n", "");
    cluster.api.delete(Resources.NODES, "", "n", DeleteOptions.DEFAULT);
    cluster.until("gone", () -> !cluster.has(Resources.PODS, "default", "p"));
  }

  @Test
  void endpointsAndSlicesFollowPods() {
    play(this::endpointsAndSlicesFollowPodsStory);
  }

  private void endpointsAndSlicesFollowPodsStory() {
    cluster.create(
        Resources.SERVICES,
        "default",
        "{'metadata':{'name':'web','labels':{'app':'web'}},'spec':{'clusterIP':'10.96.0.9',"
            + "'ipFamilies':['IPv4'],'selector':{'app':'web'},"
            + "'ports':[{'port':80,'protocol':'TCP','targetPort':'http'}]}}");
    cluster.until("empty slice", () -> cluster.fake.all(SLICES).size() == 1);
    String pod =
        "{'metadata':{'name':'%s','labels':{'app':'web'}},'spec':{'nodeName':'n','containers':"
            + "[{'name':'c','ports':[{'name':'http','containerPort':8080,'protocol':'TCP'}]}]},"
            + "'status':{'phase':'Running','podIP':'%s','podIPs':[{'ip':'%s'}],"
            + "'conditions':[{'type':'Ready','status':'%s'}]}}";
    cluster.create(
        Resources.PODS, "default", pod.formatted("a", "10.244.0.2", "10.244.0.2", "True"));
    cluster.create(
        Resources.PODS, "default", pod.formatted("b", "10.244.0.3", "10.244.0.3", "False"));
    cluster.until(
        "endpoints",
        () -> {
          if (!cluster.has(Resources.ENDPOINTS, "default", "web")) {
            return false;
          }
          JsonNode subsets =
              Json.at(cluster.tree(Resources.ENDPOINTS, "default", "web"), "subsets");
          return subsets != null
              && subsets.at("/0/addresses/0/ip").asString().equals("10.244.0.2")
              && subsets.at("/0/notReadyAddresses/0/ip").asString().equals("10.244.0.3")
              && subsets.at("/0/ports/0/port").intValue() == 8080
              && subsets.at("/0/addresses/0/targetRef/name").asString().equals("a");
        });
    cluster.until(
        "slice",
        () -> {
          ObjectNode slice = cluster.fake.all(SLICES).getFirst().tree();
          return slice
                  .at("/endpoints/0/conditions")
                  .toString()
                  .equals("{\"ready\":true,\"serving\":true,\"terminating\":false}")
              && slice.at("/endpoints/1/conditions/ready").toString().equals("false")
              && slice
                  .at("/ports/0")
                  .toString()
                  .equals("{\"name\":\"\",\"port\":8080,\"protocol\":\"TCP\"}");
        });
    ObjectNode slice = cluster.fake.all(SLICES).getFirst().tree();
    assertThat(Json.map(slice, "metadata", "labels"))
        .containsEntry("app", "web")
        .containsEntry("kubernetes.io/service-name", "web")
        .containsEntry("endpointslice.kubernetes.io/managed-by", "endpointslice-controller.k8s.io");
    cluster.api.delete(Resources.SERVICES, "default", "web", DeleteOptions.DEFAULT);
    cluster.until(
        "all gone",
        () ->
            cluster.fake.all(SLICES).isEmpty() && cluster.fake.all(Resources.ENDPOINTS).isEmpty());
  }

  @Test
  void quotasSayWhatIsUsed() {
    play(this::quotasSayWhatIsUsedStory);
  }

  private void quotasSayWhatIsUsedStory() {
    GroupVersionResource quotas = GroupVersionResource.core("resourcequotas");
    cluster.create(
        quotas,
        "default",
        "{'metadata':{'name':'q'},'spec':{'hard':{'pods':'3','configmaps':'3',"
            + "'requests.cpu':'500m','count/replicasets.apps':'5'}}}");
    cluster.owned("m");
    String pod =
        "{'metadata':{'name':'%s'},'spec':{'containers':[{'name':'c','resources':{'requests':"
            + "{'cpu':'100m'}}}]},'status':{'phase':'%s'}}";
    cluster.create(Resources.PODS, "default", pod.formatted("a", "Running"));
    cluster.create(Resources.PODS, "default", pod.formatted("b", "Running"));
    cluster.create(Resources.PODS, "default", pod.formatted("ended", "Succeeded"));
    cluster.until(
        "counted",
        () ->
            used(quotas)
                .equals("{configmaps=1, count/replicasets.apps=0, pods=2, requests.cpu=200m}"));
    cluster.api.delete(Resources.PODS, "default", "a", DeleteOptions.DEFAULT);
    cluster.until("less", () -> used(quotas).endsWith("pods=1, requests.cpu=100m}"));
  }

  private String used(GroupVersionResource quotas) {
    return Json.map(cluster.tree(quotas, "default", "q"), "status", "used").toString();
  }

  @Test
  void handMadeEndpointsAreMirrored() {
    play(this::handMadeEndpointsAreMirroredStory);
  }

  private void handMadeEndpointsAreMirroredStory() {
    cluster.create(
        Resources.SERVICES,
        "default",
        "{'metadata':{'name':'db'},'spec':{'ports':[{'port':5432,'protocol':'TCP'}]}}");
    cluster.create(
        Resources.ENDPOINTS,
        "default",
        "{'metadata':{'name':'db'},'subsets':[{'addresses':[{'ip':'192.0.2.1'}],"
            + "'ports':[{'port':5432,'protocol':'TCP'}]}]}");
    cluster.until("mirrored", () -> cluster.fake.all(SLICES).size() == 1);
    cluster.settle();
    ObjectNode slice = cluster.fake.all(SLICES).getFirst().tree();
    assertThat(slice.at("/endpoints").toString())
        .isEqualTo("[{\"addresses\":[\"192.0.2.1\"],\"conditions\":{\"ready\":true}}]");
    assertThat(Json.map(slice, "metadata", "labels"))
        .containsEntry(
            "endpointslice.kubernetes.io/managed-by", "endpointslicemirroring-controller.k8s.io");
    cluster.api.delete(Resources.ENDPOINTS, "default", "db", DeleteOptions.DEFAULT);
    cluster.until("gone", () -> cluster.fake.all(SLICES).isEmpty());
  }
}
