package io.gantry.apiaccess.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apiaccess.Authorizer.Decision;
import io.gantry.apiaccess.RequestInfoParser;
import io.gantry.apiaccess.UserInfo;
import io.gantry.apiaccess.rbac.Bootstrap;
import io.gantry.apimodel.Change;
import io.gantry.apimodel.ResourceObject;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeAuthorizerTest {
  private static final String POD =
      "{'metadata':{'name':'p','namespace':'x'},'spec':{'nodeName':'n1','serviceAccountName':'robot',"
          + "'imagePullSecrets':[{'name':'pull'}],'containers':[{'env':[{'valueFrom':{'secretKeyRef':"
          + "{'name':'env-secret'}}}],'envFrom':[{'configMapRef':{'name':'env-map'}}]}],"
          + "'initContainers':[{'envFrom':[{'secretRef':{'name':'init-secret'}}]}],'volumes':["
          + "{'name':'a','secret':{'secretName':'vol-secret'}},"
          + "{'name':'b','projected':{'sources':[{'configMap':{'name':'root-ca'}},{'secret':{'name':"
          + "'proj-secret'}}]}},"
          + "{'name':'c','persistentVolumeClaim':{'claimName':'claim'}},"
          + "{'name':'d','ephemeral':{}},"
          + "{'name':'e','csi':{'nodePublishSecretRef':{'name':'csi-secret'}}}]}}";

  private final NodeGraphStore graph = new NodeGraphStore();
  private final NodeAuthorizer authorizer = new NodeAuthorizer(graph, NodeRules.load());

  @BeforeEach
  void fill() {
    graph.replace(
        NodeGraphStore.PODS,
        List.of(
            Bootstrap.object(NodeGraphStore.PODS, POD),
            Bootstrap.object(
                NodeGraphStore.PODS,
                "{'metadata':{'name':'other','namespace':'x'},'spec':{'nodeName':'n2',"
                    + "'serviceAccountName':'foreign','volumes':[{'secret':{'secretName':"
                    + "'foreign-secret'}}]}}")));
    graph.replace(
        NodeGraphStore.VOLUMES,
        List.of(
            Bootstrap.object(
                NodeGraphStore.VOLUMES,
                "{'metadata':{'name':'pv'},'spec':{'claimRef':{'namespace':'x','name':'claim'},"
                    + "'csi':{'nodeStageSecretRef':{'namespace':'y','name':'stage'}}}}")));
  }

  private Decision ask(String method, String pathAndQuery) {
    String[] parts = pathAndQuery.split("\\?", 2);
    return authorizer.authorize(
        UserInfo.node("n1"),
        RequestInfoParser.parse(method, parts[0], parts.length == 2 ? parts[1] : ""));
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /api/v1/namespaces/x/secrets/pull",
    "GET, /api/v1/namespaces/x/secrets/env-secret",
    "GET, /api/v1/namespaces/x/secrets/init-secret",
    "GET, /api/v1/namespaces/x/secrets/vol-secret",
    "GET, /api/v1/namespaces/x/secrets/proj-secret",
    "GET, /api/v1/namespaces/x/secrets/csi-secret",
    "GET, /api/v1/namespaces/y/secrets/stage",
    "GET, /api/v1/namespaces/x/secrets?watch=true&fieldSelector=metadata.name%3Dpull",
    "GET, /api/v1/namespaces/x/configmaps/env-map",
    "GET, /api/v1/namespaces/x/configmaps/root-ca",
    "GET, /api/v1/namespaces/x/persistentvolumeclaims/claim",
    "GET, /api/v1/namespaces/x/persistentvolumeclaims/p-d",
    "GET, /api/v1/persistentvolumes/pv",
    "POST, /api/v1/namespaces/x/serviceaccounts/robot/token",
    "GET, /api/v1/nodes/n1",
    "POST, /api/v1/nodes",
    "PATCH, /api/v1/nodes/n1/status",
    "GET, /api/v1/nodes?fieldSelector=metadata.name%3Dn1&watch=true",
    "GET, /api/v1/namespaces/x/pods/p",
    "GET, /api/v1/pods?fieldSelector=spec.nodeName%3Dn1",
    "GET, /api/v1/pods?fieldSelector=spec.nodeName%3Dn1&watch=true",
    "PATCH, /api/v1/namespaces/x/pods/p/status",
    "DELETE, /api/v1/namespaces/x/pods/p",
    "PUT, /apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n1",
    "POST, /apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases",
    "POST, /api/v1/namespaces/x/events",
    "GET, /api/v1/services?watch=true",
    "GET, /apis/node.k8s.io/v1/runtimeclasses",
    "POST, /apis/authentication.k8s.io/v1/tokenreviews",
  })
  void aNodeMayTendToItsOwn(String method, String path) {
    assertThat(ask(method, path).allowed()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GET|/api/v1/namespaces/x/secrets/foreign-secret|no relationship found between node 'n1' and this object
          GET|/api/v1/namespaces/y/secrets/pull|no relationship found between node 'n1' and this object
          GET|/api/v1/namespaces/x/secrets|No Object name found
          GET|/api/v1/secrets|can only read namespaced object of this type
          DELETE|/api/v1/namespaces/x/secrets/pull|can only read resources of this type
          POST|/api/v1/namespaces/x/serviceaccounts/foreign/token|no relationship found between node 'n1' and this object
          GET|/api/v1/namespaces/x/serviceaccounts/robot|can only create tokens for individual service accounts
          GET|/api/v1/nodes|node 'n1' cannot read all nodes, only its own Node object
          GET|/api/v1/nodes/n2|node 'n1' cannot read 'n2', only its own Node object
          DELETE|/api/v1/nodes/n1|''
          GET|/api/v1/pods|can only list/watch pods with spec.nodeName field selector
          GET|/api/v1/pods?fieldSelector=spec.nodeName%3Dn2|can only list/watch pods with spec.nodeName field selector
          GET|/api/v1/pods?fieldSelector=spec.nodeName!%3Dn1|can only list/watch pods with spec.nodeName field selector
          GET|/api/v1/namespaces/x/pods/other|no relationship found between node 'n1' and this object
          PUT|/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases/n2|can only access node lease with the same name as the requesting node
          GET|/apis/coordination.k8s.io/v1/namespaces/x/leases/n1|can only access leases in the "kube-node-lease" system namespace
          GET|/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases|can only get, create, update, patch, or delete a node lease
          GET|/apis/apps/v1/deployments|''
          GET|/metrics|''
          """)
  void andToNothingElse(String method, String path, String reason) {
    Decision decision = ask(method, path);

    assertThat(decision.allowed()).isFalse();
    assertThat(decision.reason()).isEqualTo(reason);
  }

  @Test
  void othersAreNotItsBusiness() {
    assertThat(
            authorizer
                .authorize(
                    UserInfo.of("system:node:n1", List.of()),
                    RequestInfoParser.parse("GET", "/api/v1/nodes/n1", ""))
                .allowed())
        .isFalse();
  }

  @Test
  void aSecretStaysReadableWhileOneOfItsPodsIsThere() {
    ResourceObject first = Bootstrap.object(NodeGraphStore.PODS, POD);
    ResourceObject second =
        Bootstrap.object(NodeGraphStore.PODS, POD.replace("'name':'p',", "'name':'p2',"));
    graph.apply(new Change(Change.Type.ADDED, second, null));
    graph.apply(new Change(Change.Type.MODIFIED, second, second));

    graph.apply(new Change(Change.Type.DELETED, first, first));
    assertThat(ask("GET", "/api/v1/namespaces/x/secrets/pull").allowed()).isTrue();
    assertThat(ask("GET", "/api/v1/namespaces/x/pods/p").allowed()).isFalse();

    graph.apply(new Change(Change.Type.DELETED, second, second));
    assertThat(ask("GET", "/api/v1/namespaces/x/secrets/pull").allowed()).isFalse();
    assertThat(ask("GET", "/api/v1/persistentvolumes/pv").allowed()).isFalse();
  }
}
