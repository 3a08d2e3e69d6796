package io.gantry.apiaccess.rbac;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apiaccess.AuthorizationReasons;
import io.gantry.apiaccess.Authorizer.Decision;
import io.gantry.apiaccess.RequestInfo;
import io.gantry.apiaccess.RequestInfoParser;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apimodel.Change;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class RbacAuthorizerTest {
  private final RbacPolicyStore store = Bootstrap.store();
  private final RbacAuthorizer authorizer = new RbacAuthorizer(store);

  private static UserInfo user(String name) {
    return switch (name) {
      case "anonymous" -> UserInfo.ANONYMOUS;
      case "admin" -> UserInfo.of("kubernetes-admin", List.of("system:masters"));
      case "node" -> UserInfo.node("n1");
      case "scheduler" -> UserInfo.of("system:kube-scheduler", List.of());
      case "proxy" -> UserInfo.of("system:kube-proxy", List.of());
      default ->
          name.contains("/")
              ? UserInfo.serviceAccount(
                  name.substring(0, name.indexOf('/')), name.substring(name.indexOf('/') + 1))
              : UserInfo.of(name, List.of());
    };
  }

  private Decision ask(String user, String method, String path) {
    return authorizer.authorize(user(user), RequestInfoParser.parse(method, path, ""));
  }

  @ParameterizedTest
  @CsvSource({
    "anonymous, GET, /version, true",
    "anonymous, GET, /healthz, true",
    "anonymous, GET, /readyz, true",
    "anonymous, GET, /api, false",
    "anonymous, GET, /api/v1/pods, false",
    "jane, GET, /api, true",
    "jane, GET, /apis/apps/v1, true",
    "jane, GET, /openapi/v3/apis/apps/v1, true",
    "jane, GET, /metrics, false",
    "jane, GET, /api/v1/pods, false",
    "jane, POST, /apis/authorization.k8s.io/v1/selfsubjectaccessreviews, true",
    "admin, DELETE, /api/v1/namespaces/x/pods, true",
    "admin, GET, /anything, true",
    "node, GET, /api/v1/nodes/n1, false",
    "scheduler, POST, /api/v1/namespaces/x/pods/p/binding, true",
    "scheduler, PATCH, /api/v1/namespaces/x/pods/p/status, true",
    "scheduler, DELETE, /api/v1/namespaces/x/pods/p, true",
    "scheduler, POST, /api/v1/namespaces/x/pods, false",
    "scheduler, POST, /apis/events.k8s.io/v1/namespaces/x/events, true",
    "proxy, GET, /apis/discovery.k8s.io/v1/endpointslices, true",
    "proxy, GET, /api/v1/secrets, false",
    "kube-system/deployment-controller, POST, /apis/apps/v1/namespaces/x/replicasets, true",
    "kube-system/deployment-controller, PUT, /apis/apps/v1/namespaces/x/deployments/d/status, true",
    "kube-system/deployment-controller, POST, /api/v1/namespaces/x/pods, false",
    "kube-system/replicaset-controller, POST, /api/v1/namespaces/x/pods, true",
    "kube-system/namespace-controller, DELETE, /apis/apps/v1/namespaces/x/deployments, true",
    "kube-system/generic-garbage-collector, DELETE, /api/v1/namespaces/x/pods/p, true",
    "x/default, POST, /api/v1/namespaces/x/pods, false",
  })
  void theBootstrapRolesSayWhoMayDoWhat(String user, String method, String path, boolean may) {
    assertThat(ask(user, method, path).allowed()).isEqualTo(may);
  }

  @Test
  void aggregatedRolesResolveToWhatWasRecorded() {
    for (JsonNode role : Json.items(Bootstrap.read(), "clusterroles")) {
      Set<String> recorded = new TreeSet<>();
      for (JsonNode rule : Json.items(role, "rules")) {
        recorded.add(PolicyRule.of(rule).toString());
      }
      Set<String> resolved = new TreeSet<>();
      store
          .current()
          .clusterRole(Json.text(role, "metadata", "name"))
          .forEach(rule -> resolved.add(rule.toString()));
      assertThat(resolved).as(Json.text(role, "metadata", "name")).isEqualTo(recorded);
    }
  }

  private void add(io.gantry.apimodel.GroupResource resource, String json) {
    store.apply(new Change(Change.Type.ADDED, Bootstrap.object(resource, json), null));
  }

  @Test
  void aRoleBindingCountsInItsNamespaceOnly() {
    add(
        RbacPolicyStore.ROLE_BINDINGS,
        "{'metadata':{'name':'b','namespace':'x'},'roleRef':{'kind':'ClusterRole','name':'edit'},"
            + "'subjects':[{'kind':'User','name':'jane'},{'kind':'ServiceAccount','name':'robot'}]}");

    Decision allowed = ask("jane", "POST", "/apis/apps/v1/namespaces/x/deployments");
    assertThat(allowed.allowed()).isTrue();
    assertThat(allowed.reason())
        .isEqualTo("RBAC: allowed by RoleBinding \"b/x\" of ClusterRole \"edit\" to User \"jane\"");
    assertThat(ask("x/robot", "GET", "/api/v1/namespaces/x/pods/p/log").reason())
        .endsWith("to ServiceAccount \"robot/x\"");
    assertThat(ask("jane", "GET", "/api/v1/namespaces/x").allowed())
        .as("who may see all in a namespace may see the namespace")
        .isTrue();
    assertThat(ask("jane", "GET", "/api/v1/namespaces/y/pods").allowed()).isFalse();
    assertThat(ask("jane", "GET", "/api/v1/pods").allowed()).isFalse();
    assertThat(ask("y/robot", "GET", "/api/v1/namespaces/x/pods").allowed()).isFalse();
  }

  @Test
  void rulesMatchNamesSubresourcesAndPaths() {
    add(
        RbacPolicyStore.CLUSTER_ROLES,
        "{'metadata':{'name':'r'},'rules':[{'verbs':['get','list'],'apiGroups':[''],'resources':"
            + "['configmaps'],'resourceNames':['one']},{'verbs':['*'],'apiGroups':['*'],'resources':"
            + "['*/scale']},{'verbs':['get'],'apiGroups':[''],'resources':['pods/log']},"
            + "{'verbs':['get'],'nonResourceURLs':['/logs/*','/exact']}]}");
    add(
        RbacPolicyStore.CLUSTER_ROLE_BINDINGS,
        "{'metadata':{'name':'b'},'roleRef':{'kind':'ClusterRole','name':'r'},"
            + "'subjects':[{'kind':'User','name':'jane'}]}");

    assertThat(ask("jane", "GET", "/api/v1/namespaces/x/configmaps/one").allowed()).isTrue();
    assertThat(ask("jane", "GET", "/api/v1/namespaces/x/configmaps/two").allowed()).isFalse();
    assertThat(ask("jane", "GET", "/api/v1/namespaces/x/configmaps").allowed()).isFalse();
    RequestInfo byName =
        RequestInfoParser.parse(
            "GET", "/api/v1/namespaces/x/configmaps", "fieldSelector=metadata.name%3Done");
    assertThat(authorizer.authorize(user("jane"), byName).allowed()).isTrue();
    assertThat(ask("jane", "PUT", "/apis/apps/v1/namespaces/x/deployments/d/scale").allowed())
        .isTrue();
    assertThat(ask("jane", "PUT", "/apis/apps/v1/namespaces/x/deployments/d").allowed()).isFalse();
    assertThat(ask("jane", "GET", "/api/v1/namespaces/x/pods/p/log").allowed()).isTrue();
    assertThat(ask("jane", "GET", "/api/v1/namespaces/x/pods/p").allowed()).isFalse();
    assertThat(ask("jane", "GET", "/logs/a/b").allowed()).isTrue();
    assertThat(ask("jane", "GET", "/exact").allowed()).isTrue();
    assertThat(ask("jane", "GET", "/exact/not").allowed()).isFalse();
    assertThat(ask("jane", "POST", "/exact").allowed()).isFalse();
  }

  @Test
  void missingRolesAreNamedInTheRefusal() {
    add(
        RbacPolicyStore.CLUSTER_ROLE_BINDINGS,
        "{'metadata':{'name':'b'},'roleRef':{'kind':'ClusterRole','name':'gone'},"
            + "'subjects':[{'kind':'User','name':'jane'}]}");
    add(
        RbacPolicyStore.ROLE_BINDINGS,
        "{'metadata':{'name':'b','namespace':'x'},'roleRef':{'kind':'Role','name':'lost'},"
            + "'subjects':[{'kind':'User','name':'jane'}]}");
    RequestInfo request = RequestInfoParser.parse("GET", "/api/v1/namespaces/x/pods/p/log", "");

    Decision refused = authorizer.authorize(user("jane"), request);

    assertThat(AuthorizationReasons.refusal(user("jane"), request, refused))
        .isEqualTo(
            "User \"jane\" cannot get resource \"pods/log\" in API group \"\" in the namespace"
                + " \"x\": RBAC: [clusterrole.rbac.authorization.k8s.io \"gone\" not found,"
                + " role.rbac.authorization.k8s.io \"lost\" not found]");
  }

  @Test
  void changesCountAtOnceAndOldSnapshotsStay() {
    add(
        RbacPolicyStore.ROLES,
        "{'metadata':{'name':'r','namespace':'x'},'rules':[{'verbs':['get'],'apiGroups':[''],"
            + "'resources':['pods']}]}");
    ResourceObject binding =
        Bootstrap.object(
            RbacPolicyStore.ROLE_BINDINGS,
            "{'metadata':{'name':'b','namespace':'x'},'roleRef':{'kind':'Role','name':'r'},"
                + "'subjects':[{'kind':'Group','name':'system:authenticated'}]}");
    store.apply(new Change(Change.Type.ADDED, binding, null));
    RbacPolicy before = store.current();
    assertThat(ask("jane", "GET", "/api/v1/namespaces/x/pods/p").allowed()).isTrue();

    store.apply(new Change(Change.Type.DELETED, binding, binding));

    assertThat(ask("jane", "GET", "/api/v1/namespaces/x/pods/p").allowed()).isFalse();
    assertThat(
            new RbacAuthorizer(() -> before)
                .authorize(
                    user("jane"), RequestInfoParser.parse("GET", "/api/v1/namespaces/x/pods/p", ""))
                .allowed())
        .isTrue();
  }

  @Test
  void listsAUsersRules() {
    RbacPolicy.Rules rules = store.current().rulesFor(user("jane"), "x");

    assertThat(rules.error()).isEmpty();
    assertThat(rules.rules())
        .contains(
            new PolicyRule(
                Set.of("create"),
                Set.of("authorization.k8s.io"),
                new LinkedHashSet<>(List.of("selfsubjectaccessreviews", "selfsubjectrulesreviews")),
                Set.of(),
                Set.of()))
        .anySatisfy(rule -> assertThat(rule.nonResourceUrls()).contains("/openapi/*"));
  }

  @Test
  void answersInMicroseconds() {
    for (int i = 0; i < 2_000; i++) {
      add(
          RbacPolicyStore.ROLE_BINDINGS,
          "{'metadata':{'name':'b"
              + i
              + "','namespace':'n"
              + i % 100
              + "'},'roleRef':{'kind':'ClusterRole','name':'edit'},"
              + "'subjects':[{'kind':'User','name':'user"
              + i
              + "'}]}");
    }
    RequestInfo request = RequestInfoParser.parse("GET", "/api/v1/namespaces/n7/pods", "");
    UserInfo user = user("user7");
    int allowed = 0;
    for (int i = 0; i < 20_000; i++) {
      allowed += authorizer.authorize(user, request).allowed() ? 1 : 0;
    }
    long start = System.nanoTime();
    for (int i = 0; i < 20_000; i++) {
      allowed += authorizer.authorize(user, request).allowed() ? 1 : 0;
    }
    long each = (System.nanoTime() - start) / 20_000;
    assertThat(allowed).isEqualTo(40_000);
    // An order of magnitude above what it takes, for busy machines.
    assertThat(each).as("nanoseconds an answer").isLessThan(50_000);
  }
}
