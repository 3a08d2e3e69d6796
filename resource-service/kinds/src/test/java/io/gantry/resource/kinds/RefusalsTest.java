package io.gantry.resource.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import io.gantry.resource.kinds.base.KindPorts;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Rules that no recorded answer shows, stated by Kubernetes' sources: what is said of a valid
 * object after one or two changes.
 */
class RefusalsTest {
  private static final String GROUP = "/apis/flowcontrol.apiserver.k8s.io/v1/";

  private final AnswerPlayer player =
      new AnswerPlayer(BuiltinResources.all(new KindPorts(null, null, null, null, null, null)));

  @Test
  void anApiServicesNameIsAPathSegmentBeforeItIsThatOfAVersion() {
    assertThat(of("apiservice", "/metadata/name", "'a/b'"))
        .containsExactly("metadata.name: Invalid value: \"a/b\": may not contain '/'");
    assertThat(of("apiservice", "/metadata/name", "'v2.ext.example.com'"))
        .containsExactly(
            "metadata.name: Invalid value: \"v2.ext.example.com\": must be"
                + " `spec.version+\".\"+spec.group`: \"v1.ext.example.com\"");
  }

  @Test
  void bytesThatWereSentEmptyAreNotNone() {
    assertThat(of("csr", "/spec/request", "''"))
        .containsExactly(
            "spec.request: Invalid value: <object>: PEM block type must be CERTIFICATE REQUEST");
    assertThat(of("csr", "/spec/request", "null"))
        .containsExactly(
            "spec.request: Invalid value: []byte(nil): PEM block type must be CERTIFICATE REQUEST");
  }

  @Test
  void aSlicesProtocolHasADefaultOnlyWhereItIsAbsent() {
    assertThat(of("endpointslice", "/ports/0/protocol", "''"))
        .containsExactly(
            "ports[0].protocol: Unsupported value: \"\": supported values: \"SCTP\", \"TCP\","
                + " \"UDP\"");
    assertThat(of("endpointslice", "/ports/0/protocol", "null")).isEmpty();
  }

  @Test
  void zonesHintedAtAreLabelValuesNamedOnce() {
    assertThat(
            of("endpointslice", "/endpoints/0/hints", "{'forZones':[{'name':'a'},{'name':'a'}]}"))
        .containsExactly("endpoints[0].hints.forZones[1].name: Duplicate value: \"a\"");
    assertThat(of("endpointslice", "/endpoints/0/hints", "{'forZones':[{'name':'-'}]}"))
        .singleElement()
        .asString()
        .startsWith("endpoints[0].hints.forZones[0].name: Invalid value: \"-\": a valid label");
  }

  @Test
  void aSubjectIsNamedWhereItsKindSaysAndNowhereElse() {
    assertThat(
            of(
                "flowschema",
                "/spec/rules/0/subjects/0",
                "{'kind':'Group','group':{'name':'g'},'user':{'name':'u'},'serviceAccount':{}}"))
        .containsExactly(
            "spec.rules[0].subjects[0].serviceAccount: Forbidden: serviceAccount is forbidden when"
                + " subject kind is not 'ServiceAccount'",
            "spec.rules[0].subjects[0].user: Forbidden: user is forbidden when subject kind is not"
                + " 'User'");
    assertThat(
            of(
                "flowschema",
                "/spec/rules/0/subjects/0",
                "{'kind':'ServiceAccount','serviceAccount':{'name':'*'}}"))
        .containsExactly(
            "spec.rules[0].subjects[0].serviceAccount.namespace: Required value: must specify"
                + " namespace for service account");
  }

  @Test
  void pathsOfAFlowSchemaEndInAWildcardOrHaveNone() {
    assertThat(
            of(
                "flowschema",
                "/spec/rules/0/nonResourceRules",
                "[{'verbs':['get'],'nonResourceURLs':['/a*','b','/a//b','/ok/*','','/']}]"))
        .containsExactly(
            "spec.rules[0].nonResourceRules[0].nonResourceURLs[0]: Invalid value: \"/a*\": wildcard"
                + " can only do suffix matching",
            "spec.rules[0].nonResourceRules[0].nonResourceURLs[1]: Invalid value: \"b\": must start"
                + " with slash",
            "spec.rules[0].nonResourceRules[0].nonResourceURLs[2]: Invalid value: \"/a//b\": must"
                + " not contain double slash",
            "spec.rules[0].nonResourceRules[0].nonResourceURLs[4]: Invalid value: \"\": must not be"
                + " empty");
  }

  @Test
  void theSchemasThatEveryServerReliesOnAreFixed() {
    assertThat(of("flowschema", "/metadata/name", "'catch-all'"))
        .contains("spec: Invalid value: <object>: spec of 'catch-all' must equal the fixed value");
    for (JsonNode schema : Json.items(DataFile.read("bootstrap.json"), "flowschemas")) {
      assertThat(created("flowschemas", "FlowSchema", schema)).isEmpty();
    }
    for (JsonNode level :
        Json.items(DataFile.read("bootstrap.json"), "prioritylevelconfigurations")) {
      assertThat(created("prioritylevelconfigurations", "PriorityLevelConfiguration", level))
          .isEmpty();
    }
  }

  @Test
  void aPriorityLevelIsExemptOrLimited() {
    assertThat(level("p", "{'type':'Exempt','exempt':{'lendablePercent':101}}"))
        .containsExactly(
            "spec.exempt.lendablePercent: Invalid value: 101: must be between 0 and 100, inclusive",
            "spec.type: Invalid value: \"Exempt\": type must be 'Exempt' if and only if name is"
                + " 'exempt'");
    assertThat(level("p", "{'type':'Limited'}"))
        .containsExactly("spec.limited: Required value: must not be empty when type is Limited");
    assertThat(
            level(
                "p",
                "{'type':'Limited','limited':{'nominalConcurrencyShares':-1,'limitResponse':"
                    + "{'type':'Queue','queuing':{'queues':4,'handSize':5}}}}"))
        .containsExactly(
            "spec.limited.limitResponse.queuing.handSize: Invalid value: 5: should not be greater"
                + " than queues (4)",
            "spec.limited.nominalConcurrencyShares: Invalid value: -1: must be a non-negative"
                + " integer");
    assertThat(level("p", "{'type':'Limited','limited':{'limitResponse':{'type':'Wait'}}}"))
        .containsExactly(
            "spec.limited.limitResponse.type: Unsupported value: \"Wait\": supported values:"
                + " \"Queue\", \"Reject\"");
  }

  @Test
  void rulesOfWebhooksMayNotNameWhatAPatternCovers() {
    assertThat(
            of("validatingwebhook", "/webhooks/0/rules/0/resources", "['*/status','pods/status']"))
        .containsExactly(
            "webhooks[0].rules[0].resources[1]: Invalid value: \"pods/status\": if '*/status' is"
                + " present, must not specify pods/status");
    assertThat(of("validatingwebhook", "/webhooks/0/rules/0/apiGroups", "['*','apps']"))
        .containsExactly(
            "webhooks[0].rules[0].apiGroups: Invalid value: <object>: if '*' is present, must not"
                + " specify other API groups");
  }

  @Test
  void theKindOfAPolicysParametersHasAGroupAVersionAndAName() {
    assertThat(of("admissionpolicy", "/spec/paramKind", "{'apiVersion':'a/b/c','kind':'K'}"))
        .containsExactly(
            "spec.paramKind.apiVersion: Invalid value: \"a/b/c\": unexpected GroupVersion string:"
                + " a/b/c");
    assertThat(of("admissionpolicy", "/spec/paramKind", "{'apiVersion':'x.y/','kind':'K'}"))
        .containsExactly(
            "spec.paramKind.apiVersion: Invalid value: \"x.y/\": version must be specified");
    assertThat(of("admissionpolicy", "/spec/paramKind", "{}"))
        .containsExactly(
            "spec.paramKind.apiVersion: Required value", "spec.paramKind.kind: Required value");
  }

  @Test
  void aVariableIsNotCalledByAWordOfTheLanguage() {
    assertThat(of("admissionpolicy", "/spec/variables/0/name", "'while'"))
        .contains(
            "spec.variables[0].name: Invalid value: \"while\": name is not a valid CEL identifier");
  }

  @Test
  void aMessageIsOneLineOfSomething() {
    assertThat(of("admissionpolicy", "/spec/validations/0/message", "' '"))
        .containsExactly(
            "spec.validations[0].message: Invalid value: \" \": message must be non-empty if"
                + " specified");
  }

  @Test
  void credentialsOfRegistriesAreAnObject() {
    assertThat(of("secret-tls", "/data/.dockerconfigjson", "'W10='"))
        .containsExactly(
            "data[.dockerconfigjson]: Invalid value: \"<secret contents redacted>\": json: cannot"
                + " unmarshal array into Go value of type map[string]interface {}");
    assertThat(of("secret-tls", "/data/.dockerconfigjson", "'eyJhIn0='"))
        .containsExactly(
            "data[.dockerconfigjson]: Invalid value: \"<secret contents redacted>\": invalid"
                + " character '}' after object key");
  }

  @Test
  void requirementsOfAQuotasScopesAreNotToldApart() {
    assertThat(
            of(
                "resourcequota",
                "/spec",
                "{'hard':{'pods':'1'},'scopeSelector':{'matchExpressions':["
                    + "{'scopeName':'BestEffort','operator':'In'},"
                    + "{'scopeName':'NotBestEffort','operator':'Exists'}]}}"))
        .containsExactly(
            "spec.scopeSelector.matchExpressions.operator: Invalid value: \"In\": must be 'Exists'"
                + " when scope is any of ResourceQuotaScopeTerminating,"
                + " ResourceQuotaScopeNotTerminating, ResourceQuotaScopeBestEffort,"
                + " ResourceQuotaScopeNotBestEffort or"
                + " ResourceQuotaScopeCrossNamespacePodAffinity",
            "spec.scopeSelector.matchExpressions.values: Required value: must be at least one value"
                + " when `operator` is 'In' or 'NotIn' for scope selector",
            "spec.scopeSelector.matchExpressions: Invalid value: []core.ResourceQuotaScope(nil):"
                + " conflicting scopes");
    assertThat(of("resourcequota", "/spec", "{'hard':{'storage':'1'}}"))
        .containsExactly(
            "spec.hard[storage]: Invalid value: storage: must be a standard resource for quota");
  }

  @Test
  void aVolumesNegativeCapacityIsWrongTwice() {
    assertThat(of("pv", "/spec/capacity/storage", "'-1'"))
        .containsExactly(
            "spec.capacity[storage]: Invalid value: \"-1\": must be greater than zero",
            "spec.capacity[storage]: Invalid value: -1: must be a valid resource quantity");
  }

  @Test
  void everySourceOfAVolumeCounts() {
    assertThat(of("pod", "/spec/volumes/2", "{'name':'v','cinder':{}}"))
        .containsExactly("spec.volumes[2].cinder.volumeID: Required value");
    assertThat(of("pod", "/spec/volumes/2", "{'name':'v','flexVolume':{}}"))
        .containsExactly("spec.volumes[2].flexVolume.driver: Required value");
    assertThat(of("pod", "/spec/volumes/2", "{'name':'v','gcePersistentDisk':{}}"))
        .containsExactly("spec.volumes[2].persistentDisk.pdName: Required value");
    assertThat(
            of("pod", "/spec/volumes/2", "{'name':'v','emptyDir':{},'cephfs':{},'downwardAPI':{}}"))
        .containsExactly(
            "spec.volumes[2].cephFS: Forbidden: may not specify more than 1 volume type",
            "spec.volumes[2].downwarAPI: Forbidden: may not specify more than 1 volume type");
  }

  @Test
  void theSourceOfAClaimIsCheckedUnderBothItsNames() {
    assertThat(of("pvc", "/spec/dataSourceRef", "{'apiGroup':'A','kind':'K','name':'n'}"))
        .extracting(error -> error.substring(0, error.indexOf(": ")))
        .containsExactly("spec.dataSource.apiGroup", "spec.dataSourceRef.apiGroup");
  }

  @Test
  void rangesInTheOldAnnotationAreCheckedToo() {
    String annotation = "service.beta.kubernetes.io/load-balancer-source-ranges";
    assertThat(of("service", "/metadata/annotations", "{'" + annotation + "':'x'}"))
        .containsExactly(
            "metadata.annotations["
                + annotation
                + "]: Forbidden: may only be used when `type` is 'LoadBalancer'",
            "metadata.annotations["
                + annotation
                + "]: Invalid value: \"x\": must be a valid CIDR value, (e.g. 10.9.8.0/24 or"
                + " 2001:db8::/64)");
  }

  @Test
  void scalingToZeroIsAskedOfTheTypeOfAMetric() {
    String nothing =
        "spec.metrics: Forbidden: must specify at least one Object or External metric to support"
            + " scaling to zero replicas";
    ObjectNode scaler = change(seed("hpa"), "/spec/minReplicas", "0");
    assertThat(answer("hpa", change(scaler, "/spec/metrics", "[{'type':'Pods','external':{}}]")))
        .contains(nothing);
    assertThat(answer("hpa", change(scaler, "/spec/metrics", "[{'type':'External'}]")))
        .doesNotContain(nothing);
  }

  @Test
  void anEventWithATimeOfItsOwnIsOfTheNewForm() {
    assertThat(of("event", "/eventTime", "'2026-01-01T00:00:00.000000Z'"))
        .contains(
            "action: Required value",
            "reportingComponent: Required value",
            "reportingInstance: Required value");
  }

  @Test
  void allThatIsWrongIsSaidAtOnce() {
    ObjectNode pod = seed("pod");
    pod = change(pod, "/metadata/name", "'A'");
    pod = change(pod, "/spec/containers/0/name", "''");
    pod = change(pod, "/spec/dnsPolicy", "'Maybe'");
    assertThat(answer("pod", pod))
        .extracting(error -> error.substring(0, error.indexOf(": ")))
        .containsExactly("metadata.name", "spec.containers[0].name", "spec.dnsPolicy");
  }

  private List<String> level(String name, String spec) {
    ObjectNode level = Json.object();
    level.putObject("metadata").put("name", name);
    level.set("spec", Json.parse(spec.replace('\'', '"')));
    return created("prioritylevelconfigurations", "PriorityLevelConfiguration", level);
  }

  private List<String> created(String resource, String kind, JsonNode object) {
    ObjectNode whole = Json.object();
    whole.put("apiVersion", "flowcontrol.apiserver.k8s.io/v1").put("kind", kind);
    whole.setAll((ObjectNode) object.deepCopy());
    return causes(player.answer(GROUP + resource, whole));
  }

  private List<String> of(String kind, String path, String value) {
    return answer(kind, change(seed(kind), path, value));
  }

  private static ObjectNode seed(String kind) {
    return (ObjectNode) Json.parse(seedText(kind)).get("body");
  }

  private static String seedText(String kind) {
    return AnswerPlayer.resource("answers/seeds/" + kind + ".json");
  }

  private static ObjectNode change(ObjectNode object, String path, String value) {
    ObjectNode op = Json.object().put("op", "add").put("path", path);
    boolean inList = path.matches(".*/\\d+");
    op.put("op", inList ? "replace" : "add");
    op.set("value", Json.parse(value.replace('\'', '"')));
    return AnswerPlayer.changed(object, op);
  }

  private List<String> answer(String kind, ObjectNode object) {
    return causes(player.answer(Json.text(Json.parse(seedText(kind)), "path"), object));
  }

  /** Field and message of each cause, sorted; none where the object is taken. */
  private static List<String> causes(JsonNode answer) {
    List<String> causes = new ArrayList<>();
    assertThat(answer.get("code").asInt()).as(answer.toString()).isIn(201, 422);
    for (JsonNode cause : Json.items(answer, "causes")) {
      causes.add(cause.get(0).asString() + ": " + cause.get(2).asString());
    }
    return causes.stream().sorted().toList();
  }
}
