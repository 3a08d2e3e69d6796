package io.gantry.apischema.managedfields;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.gantry.apimodel.ApiStatus;
import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.StatusException;
import io.gantry.apischema.KindSchema;
import io.gantry.apischema.Schema;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Who owns which field after a write, and when an apply is refused. */
class ManagedFieldsTest {
  private static final Schema SCHEMA = Schema.load();
  private static final Instant FIRST = Instant.parse("2026-01-02T03:04:05Z");
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private final KindSchema service = kind("v1", "Service");
  private final KindSchema settings = kind("v1", "ConfigMap");

  private static KindSchema kind(String version, String kind) {
    return SCHEMA.kind(GroupVersion.parse(version).kind(kind)).orElseThrow();
  }

  private static ObjectNode json(String text) {
    return Json.parseObject(text.replace('\'', '"'));
  }

  private ObjectNode settings(String data) {
    return json(
        "{'apiVersion':'v1','kind':'ConfigMap','metadata':{'name':'c','namespace':'n'},'data':"
            + data
            + "}");
  }

  private ObjectNode stored(ObjectNode object, String manager) {
    ((ObjectNode) object.get("metadata")).put("uid", "1");
    ManagedFields.track(settings, null, object, manager, "", FIRST);
    return object;
  }

  private ObjectNode apply(ObjectNode live, String data, String manager, int seconds) {
    return ManagedFields.apply(
        settings, live, settings(data), manager, "", false, FIRST.plusSeconds(seconds));
  }

  private ApiStatus refusal(
      KindSchema schema, ObjectNode live, ObjectNode applied, String manager) {
    return catchThrowableOfType(
            StatusException.class,
            () -> ManagedFields.apply(schema, live, applied, manager, "", false, FIRST))
        .status();
  }

  private static List<String> managers(JsonNode object) {
    return Json.items(object, "metadata", "managedFields").stream()
        .map(
            entry ->
                Json.text(entry, "manager")
                    + " "
                    + Json.text(entry, "operation")
                    + " "
                    + Json.text(entry, "time")
                    + " "
                    + entry.get("fieldsV1"))
        .toList();
  }

  @Test
  void severalConflictsAreListedByManagerAndFieldsOfALevelBeforeThoseBelowIt() {
    ObjectNode live =
        json(
            """
            {'apiVersion':'v1','kind':'Service','metadata':{'name':'s','uid':'1'},
             'spec':{'type':'NodePort','ports':[{'port':80,'targetPort':1,'protocol':'TCP'}]}}
            """);
    ManagedFields.track(service, null, live, "one", "", FIRST);
    ObjectNode selected = live.deepCopy();
    ((ObjectNode) selected.get("spec")).set("selector", json("{'app':'x'}"));
    ManagedFields.track(service, live, selected, "two", "", FIRST);
    ApiStatus refused =
        refusal(
            service,
            selected,
            json(
                """
                {'apiVersion':'v1','kind':'Service','metadata':{'name':'s'},
                 'spec':{'type':'ClusterIP','selector':{'app':'y'},
                         'ports':[{'port':80,'targetPort':2}]}}
                """),
            "three");
    assertThat(refused.code()).isEqualTo(409);
    assertThat(refused.message())
        .isEqualTo(
            """
            Apply failed with 3 conflicts: conflicts with "one" using v1:
            - .spec.type
            - .spec.ports[port=80,protocol="TCP"].targetPort
            conflicts with "two" using v1:
            - .spec.selector""");
  }

  @Test
  void whatIsAppliedIsHeldAgainstTheSchemaAllErrorsAtOnce() {
    ObjectNode applied =
        json(
            """
            {'apiVersion':'v1','kind':'Service','metadata':{'name':'s','namespace':'n'},
             'spec':{'type':1,'publishNotReadyAddresses':'yes','selector':'x',
                     'sessionAffinityConfig':{'clientIP':{'timeoutSeconds':'10'}},
                     'ports':[{'port':80},{'port':80}]}}
            """);
    ApiStatus refused = refusal(service, null, applied, "one");
    assertThat(refused.code()).isEqualTo(500);
    assertThat(refused.message())
        .isEqualTo(
            """
            failed to create typed patch object (n/s; /v1, Kind=Service): errors:
              .spec.ports: duplicate entries for key [port=80,protocol="TCP"]
              .spec.publishNotReadyAddresses: expected boolean, got &{yes}
              .spec.selector: expected map, got &{x}
              .spec.sessionAffinityConfig.clientIP.timeoutSeconds: expected numeric (int or float), got string
              .spec.type: expected string, got &value.valueUnstructured{Value:1}""");
  }

  @Test
  void anAppliedConfigurationMayNotSayWhoManagesFields() {
    ObjectNode applied = settings("{}");
    ((ObjectNode) applied.get("metadata")).putArray("managedFields");
    ApiStatus refused = refusal(settings, null, applied, "one");
    assertThat(refused.code()).isEqualTo(400);
    assertThat(refused.message()).isEqualTo("metadata.managedFields must be nil");
  }

  @Test
  void kubectlTakesOverWhatItAppliedFromTheClient() {
    ObjectNode live = settings("{'a':'1','b':'1'}");
    Json.ensureObject(live, "metadata", "annotations")
        .put(
            LAST_APPLIED,
            "{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"data\":{\"a\":\"1\",\"b\":\"0\"}}");
    stored(live, "kubectl-client-side-apply");
    assertThat(refusal(settings, live, settings("{'a':'2'}"), "other").message())
        .isEqualTo(
            "Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using v1:"
                + " .data.a");
    ObjectNode taken = apply(live, "{'a':'2<'}", "kubectl", 1);
    assertThat(Json.text(taken, "data", "a")).isEqualTo("2<");
    assertThat(Json.text(taken, "metadata", "annotations", LAST_APPLIED))
        .isEqualTo(
            "{\"apiVersion\":\"v1\",\"data\":{\"a\":\"2\\u003c\"},\"kind\":\"ConfigMap\","
                + "\"metadata\":{\"name\":\"c\",\"namespace\":\"n\"}}\n");
    // Someone changed it since it was applied.
    assertThat(refusal(settings, live, settings("{'a':'2','b':'2'}"), "kubectl").message())
        .isEqualTo(
            "Apply failed with 1 conflict: conflict with \"kubectl-client-side-apply\" using v1:"
                + " .data.b");
  }

  @Test
  void whatNobodyWasTrackedForWasThereBeforeTheFirstApply() {
    ObjectNode live = settings("{'a':'1'}");
    assertThat(managers(apply(live, "{'b':'1'}", "one", 1)))
        .containsExactly(
            "one Apply 2026-01-02T03:04:06Z {\"f:data\":{\"f:b\":{}}}",
            "before-first-apply Update 2026-01-02T03:04:06Z"
                + " {\"f:data\":{\".\":{},\"f:a\":{}}}");
  }

  @Test
  void anApplyOfWhatAlreadyIsSoHasNoTime() {
    ObjectNode live = stored(settings("{'a':'1'}"), "one");
    ObjectNode shared = apply(live, "{'a':'1'}", "two", 1);
    assertThat(managers(shared))
        .containsExactly(
            "two Apply  {\"f:data\":{\"f:a\":{}}}",
            "one Update 2026-01-02T03:04:05Z {\"f:data\":{\".\":{},\"f:a\":{}}}");
    assertThat(Json.has(shared.get("metadata").get("managedFields").get(0), "time")).isFalse();
  }

  @Test
  void everyChangeSetsItsManagersTime() {
    ObjectNode live = stored(settings("{'a':'1'}"), "one");
    ObjectNode changed = live.deepCopy();
    ((ObjectNode) changed.get("data")).put("a", "2");
    ManagedFields.track(settings, live, changed, "one", "", FIRST.plusSeconds(9));
    assertThat(managers(changed))
        .containsExactly("one Update 2026-01-02T03:04:14Z {\"f:data\":{\".\":{},\"f:a\":{}}}");
  }

  @Test
  void fieldsAreHandedOverByWritingTheEntries() {
    ObjectNode live = stored(settings("{'a':'1'}"), "one");
    ObjectNode changed = live.deepCopy();
    ObjectNode entry = (ObjectNode) changed.get("metadata").get("managedFields").get(0);
    entry.put("manager", "kubectl").put("operation", "Apply");
    ManagedFields.track(settings, live, changed, "me", "", FIRST);
    assertThat(managers(changed))
        .containsExactly("kubectl Apply 2026-01-02T03:04:05Z {\"f:data\":{\".\":{},\"f:a\":{}}}");
    entry.put("operation", "Guess");
    changed.putObject("data").put("a", "1");
    ObjectNode unreadable = live.deepCopy();
    ((ObjectNode) unreadable.get("metadata").get("managedFields").get(0)).put("operation", "Guess");
    ManagedFields.track(settings, live, unreadable, "me", "", FIRST);
    assertThat(managers(unreadable)).isEqualTo(managers(live));
  }

  @Test
  void afterAResetNobodyIsTrackedUntilSomeoneApplies() {
    ObjectNode live = stored(settings("{'a':'1'}"), "one");
    ObjectNode reset = live.deepCopy();
    reset.withObject("/metadata").putArray("managedFields").addObject();
    ManagedFields.track(settings, live, reset, "me", "", FIRST);
    assertThat(managers(reset)).isEmpty();
    ObjectNode changed = reset.deepCopy();
    ((ObjectNode) changed.get("data")).put("a", "2");
    ManagedFields.track(settings, reset, changed, "me", "", FIRST);
    assertThat(managers(changed)).isEmpty();
  }

  @Test
  void theOldestOfTooManyUpdatersAreForgottenTogether() {
    ObjectNode live = stored(settings("{'k0':'v'}"), "m00");
    for (int i = 1; i <= 11; i++) {
      ObjectNode changed = live.deepCopy();
      ((ObjectNode) changed.get("data")).put("k" + i, "v");
      ManagedFields.track(settings, live, changed, "m%02d".formatted(i), "", FIRST.plusSeconds(i));
      live = changed;
    }
    assertThat(managers(live)).hasSize(10);
    assertThat(managers(live).getFirst())
        .isEqualTo(
            "ancient-changes Update 2026-01-02T03:04:07Z"
                + " {\"f:data\":{\".\":{},\"f:k0\":{},\"f:k1\":{},\"f:k2\":{}}}");
  }

  @Test
  void itemsOfOthersKeepTheirPlaceAmongTheApplied() {
    KindSchema pod = kind("v1", "Pod");
    ObjectNode live =
        json("{'spec':{'containers':[{'name':'a'},{'name':'x'},{'name':'b'},{'name':'y'}]}}");
    ObjectNode applied =
        json(
            "{'metadata':{'name':'p'},'spec':{'containers':"
                + "[{'name':'b'},{'name':'new'},{'name':'a'}]}}");
    ObjectNode merged = ManagedFields.apply(pod, live, applied, "one", "", true, FIRST);
    assertThat(Json.items(merged, "spec", "containers"))
        .extracting(container -> Json.text(container, "name"))
        .containsExactly("x", "b", "y", "new", "a");
  }

  @Test
  void aTemplatesTimeOfCreationThatNobodySetIsNobodys() {
    KindSchema deployment = kind("apps/v1", "Deployment");
    ObjectNode object =
        json(
            "{'metadata':{'name':'d'},'spec':{'template':{'metadata':"
                + "{'creationTimestamp':null,'labels':{'a':'b'}}}}}");
    ManagedFields.track(deployment, null, object, "one", "", FIRST);
    assertThat(managers(object))
        .containsExactly(
            "one Update 2026-01-02T03:04:05Z {\"f:spec\":{\"f:template\":{\"f:metadata\":"
                + "{\"f:labels\":{\".\":{},\"f:a\":{}}}}}}");
  }

  private ObjectNode strategy(ObjectNode live, String strategy) {
    ObjectNode applied = json("{'metadata':{'name':'d'},'spec':{'strategy':" + strategy + "}}");
    return ManagedFields.apply(
        kind("apps/v1", "Deployment"), live, applied, "one", "", false, FIRST);
  }

  @Test
  void aStructGoesWithTheLastOfItsAppliedFieldsAndWhatWasFilledIn() {
    ObjectNode live = strategy(null, "{'type':'RollingUpdate','rollingUpdate':{'maxSurge':1}}");
    ((ObjectNode) live.at("/spec/strategy/rollingUpdate")).put("maxUnavailable", "25%");
    assertThat(strategy(live, "{'type':'Recreate'}").at("/spec/strategy").toString())
        .isEqualTo("{\"type\":\"Recreate\"}");
    ObjectNode shared = live.deepCopy();
    ((ObjectNode) shared.at("/spec/strategy/rollingUpdate")).put("maxUnavailable", "50%");
    ManagedFields.track(kind("apps/v1", "Deployment"), live, shared, "two", "", FIRST);
    assertThat(
            strategy(shared, "{'type':'Recreate'}").at("/spec/strategy/rollingUpdate").toString())
        .isEqualTo("{\"maxUnavailable\":\"50%\"}");
  }

  @Test
  void aMapOfWhichTheApplierStillWantsAKeyStays() {
    ObjectNode live = stored(settings("{'a':'1','b':'1'}"), "kubectl-client-side-apply");
    ObjectNode entry = (ObjectNode) live.at("/metadata/managedFields/0");
    entry.put("manager", "one").put("operation", "Apply");
    assertThat(apply(live, "{'a':'1'}", "one", 1).get("data").toString())
        .isEqualTo("{\"a\":\"1\"}");
  }
}
