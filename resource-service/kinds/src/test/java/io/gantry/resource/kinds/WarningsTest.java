package io.gantry.resource.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.node.ObjectNode;

/** What is accepted with a warning. */
class WarningsTest {
  private static final String CONTAINER = "'name':'c','image':'i'";

  private final KindUnderTest pods = new KindUnderTest("", "pods");
  private final KindUnderTest deployments = new KindUnderTest("apps", "deployments");

  private static String pod(String container, String spec) {
    return "{'spec':{'containers':[{" + CONTAINER + container + "}]" + spec + "}}";
  }

  @TestFactory
  Stream<DynamicTest> pods() {
    String env = ",'env':[{'name':'A','value':'a'},{'name':'A',%s}]";
    String hides =
        "spec.containers[0].env[1]: hides previous definition of \"A\", which may be dropped when"
            + " using apply";
    String port = "{'containerPort':80%s}";
    String ports = ",'ports':[" + port + "," + port + "]";
    String files =
        ",'volumes':[{'name':'v','configMap':{'name':'m','items':[{'key':'a','path':'%s'},"
            + "{'key':'b','path':'%s'}]}}]";
    return Stream.of(
            row(pod("", "")),
            row(pod(env.formatted("'value':'b'"), ""), hides),
            row(pod(env.formatted("'value':'$(A)'"), ""), hides),
            row(pod(env.formatted("'value':'$(A)b'"), "")),
            row(
                pod(env.formatted("'valueFrom':{'fieldRef':{'fieldPath':'metadata.name'}}"), ""),
                hides),
            row(
                pod(ports.formatted("", ""), ""),
                "spec.containers[0].ports[1]: duplicate port definition with"
                    + " spec.containers[0].ports[0]"),
            row(
                pod(ports.formatted("", ",'hostPort':8"), ""),
                "spec.containers[0].ports[1]: overlapping port definition with"
                    + " spec.containers[0].ports[0]"),
            row(
                pod(ports.formatted(",'hostPort':8", ",'hostPort':8,'hostIP':'10.0.0.1'"), ""),
                "spec.containers[0].ports[1]: dangerously ambiguous port definition with"
                    + " spec.containers[0].ports[0]"),
            row(
                pod(
                    ports.formatted(
                        ",'hostPort':8,'hostIP':'10.0.0.1'", ",'hostPort':9,'hostIP':'10.0.0.1'"),
                    "")),
            row(
                pod(",'ports':[" + port.formatted(",'hostIP':'10.0.0.1'") + "]", ""),
                "spec.containers[0].ports[0]: hostIP set without hostPort: {Name: HostPort:0"
                    + " ContainerPort:80 Protocol:TCP HostIP:10.0.0.1}"),
            row(
                pod(
                    ",'resources':{'limits':{'memory':'1500m','cpu':'1500m'},'requests':{'memory':'1'}}",
                    ""),
                "spec.containers[0].resources.limits[memory]: fractional byte value \"1500m\" is"
                    + " invalid, must be an integer"),
            row(
                pod("", ",'nodeSelector':{'beta.kubernetes.io/os':'linux'}"),
                "spec.nodeSelector[beta.kubernetes.io/os]: deprecated since v1.14; use"
                    + " \"kubernetes.io/os\" instead"),
            row(
                pod("", ",'terminationGracePeriodSeconds':-1"),
                "spec.terminationGracePeriodSeconds: must be >= 0; negative values are invalid and"
                    + " will be treated as 1"),
            row(
                pod("", ",'imagePullSecrets':[{'name':'a'},{'name':'a'},{}]"),
                "spec.imagePullSecrets[1].name: duplicate name \"a\"",
                "spec.imagePullSecrets[2].name: invalid empty name \"\""),
            row(
                pod("", ",'hostAliases':[{'ip':'1.1.1.1'},{'ip':'1.1.1.1'}]"),
                "spec.hostAliases[1].ip: duplicate ip \"1.1.1.1\""),
            row(
                pod("", ",'volumes':[{'name':'v','gitRepo':{'repository':'r'}}]"),
                "spec.volumes[0].gitRepo: deprecated in v1.11"),
            row(pod("", files.formatted("a", "b"))),
            row(pod("", files.formatted("a", "ab"))),
            row(
                pod("", files.formatted("a", "a/b")),
                "volume \"v\" (ConfigMap \"m\"): overlapping paths: \"a/b\" with \"a\""),
            row(
                pod("", files.formatted("a/", "a")),
                "volume \"v\" (ConfigMap \"m\"): overlapping paths: \"a\" with \"a\""),
            row(
                pod(
                    "",
                    ",'volumes':[{'name':'v','projected':{'sources':[{'secret':{'name':'s','items':"
                        + "[{'key':'k','path':'token'}]}},{'serviceAccountToken':{'path':'token'}},{}]}}]"),
                "volume \"v\" (Projected) has no sources provided",
                "volume \"v\" (Projected): overlapping paths: \"token\" (ServiceAccountToken) with"
                    + " \"token\" (Secret \"s\")"),
            row(
                pod(
                    "",
                    ",'topologySpreadConstraints':[{'topologyKey':'k','maxSkew':1,"
                        + "'whenUnsatisfiable':'DoNotSchedule'}]"),
                "spec.topologySpreadConstraints[0].labelSelector: a null labelSelector results in"
                    + " matching no pod"))
        .map(
            row ->
                DynamicTest.dynamicTest(
                    row.getFirst(),
                    () ->
                        assertThat(pods.warnings(pods.object(row.getFirst()), null))
                            .containsExactlyElementsOf(row.subList(1, row.size()))));
  }

  private static List<String> row(String... cells) {
    return List.of(cells);
  }

  private ObjectNode deployment(String name, String fields) {
    return deployments.created(
        "{'metadata':{'name':'"
            + name
            + "'},'spec':{'selector':{'matchLabels':{'a':'b'}},'template':{'metadata':{'labels':"
            + "{'a':'b'},'annotations':{'container.apparmor.security.beta.kubernetes.io/c':'x'}},"
            + "'spec':{'containers':[{"
            + CONTAINER
            + "}]"
            + fields
            + "}}}}");
  }

  @Test
  void templatesAreWarnedOfWhenTheyMakeANewGeneration() {
    ObjectNode old = deployment("a.b", "");
    String armor =
        "spec.template.metadata.annotations[container.apparmor.security.beta.kubernetes.io/c]:"
            + " deprecated since v1.30; use the \"appArmorProfile\" field instead";
    assertThat(deployments.warnings(old, null))
        .containsExactly(
            "metadata.name: this is used in Pod names and hostnames, which can result in surprising"
                + " behavior; a DNS label is recommended: [must not contain dots]",
            armor);
    assertThat(deployments.warnings(old, old)).isEmpty();
    ObjectNode next = old.deepCopy();
    Json.ensureObject(next, "metadata").put("generation", 2);
    assertThat(deployments.warnings(next, old)).containsExactly(armor);
  }

  @Test
  void aWriteOfTheStatusIsNotWarnedOf() {
    ObjectNode old = deployment("a.b", ",'terminationGracePeriodSeconds':-1");
    assertThat(deployments.strategy().warnings(deployments.context("status"), old, null)).isEmpty();
  }

  @Test
  void otherKinds() {
    KindUnderTest ingresses = new KindUnderTest("networking.k8s.io", "ingresses");
    ObjectNode ingress =
        ingresses.object(
            "{'metadata':{'annotations':{'kubernetes.io/ingress.class':'x'}},'spec':{}}");
    assertThat(ingresses.warnings(ingress, null))
        .containsExactly(
            "annotation \"kubernetes.io/ingress.class\" is deprecated, please use"
                + " 'spec.ingressClassName' instead");
    assertThat(ingresses.warnings(ingress, ingress)).isEmpty();
    KindUnderTest classes = new KindUnderTest("storage.k8s.io", "storageclasses");
    assertThat(
            classes.warnings(
                classes.object(
                    "{'provisioner':'p','allowedTopologies':[{'matchLabelExpressions':[{'key':"
                        + "'beta.kubernetes.io/arch','values':['x']}]}]}"),
                null))
        .containsExactly(
            "allowedTopologies[0].matchLabelExpressions[0].key: deprecated since v1.14; use"
                + " \"kubernetes.io/arch\" instead");
    KindUnderTest volumes = new KindUnderTest("", "persistentvolumes");
    assertThat(
            volumes.warnings(
                volumes.object(
                    "{'spec':{'persistentVolumeReclaimPolicy':'Recycle','rbd':{'monitors':['m'],"
                        + "'image':'i'}}}"),
                null))
        .hasSize(2)
        .last()
        .isEqualTo("spec.rbd: deprecated in v1.28, non-functional in v1.31+");
  }

  @Test
  void servicesAndNodes() {
    KindUnderTest services = new KindUnderTest("", "services");
    assertThat(
            services.warnings(
                services.object("{'spec':{'externalName':'x','ports':[{'port':1}]}}"), null))
        .containsExactly("spec.externalName is ignored when spec.type is not \"ExternalName\"");
    assertThat(
            services.warnings(
                services.object(
                    "{'metadata':{'annotations':{'service.kubernetes.io/topology-aware-hints':'a'}},"
                        + "'spec':{'type':'ExternalName','externalName':'x','externalIPs':['1.1.1.1']}}"),
                null))
        .containsExactly(
            "annotation service.kubernetes.io/topology-aware-hints is deprecated, please use"
                + " service.kubernetes.io/topology-mode instead",
            "spec.externalIPs is ignored when spec.type is \"ExternalName\"");
    KindUnderTest nodes = new KindUnderTest("", "nodes");
    assertThat(nodes.warnings(nodes.object("{'spec':{'externalID':'x'}}"), null)).hasSize(1);
  }
}
