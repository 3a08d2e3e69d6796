package io.gantry.resource.kinds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.apimodel.GroupResource;
import io.gantry.apimodel.Json;
import io.gantry.apimodel.ResourceObject;
import io.gantry.resource.kinds.admission.limitranger.LimitRanger;
import io.gantry.resource.kinds.admission.resourcequota.ResourceQuotaPlugin;
import io.gantry.resource.kinds.base.KindPorts;
import io.gantry.resource.machinery.AdmissionPlugin;
import io.gantry.resource.machinery.ResourceDefinition;
import io.gantry.resource.store.Commit;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

/** Quotas and limit ranges at admission: what is refused in which words, and what is counted. */
class QuotaAdmissionTest {
  private final OfflineContext context = new OfflineContext(definition("pods"));

  @Test
  void whatIsLimitedMustBeStated() {
    quota("{'pods':'1','requests.cpu':'500m'}", "{'pods':'0','requests.cpu':'0'}");
    assertThatThrownBy(() -> new ResourceQuotaPlugin().validate(pod("{}")))
        .hasMessageContaining("failed quota: q: must specify requests.cpu for: c");
  }

  @Test
  void oneMoreThanAllowedIsRefused() {
    quota("{'pods':'1','requests.cpu':'500m'}", "{'pods':'1','requests.cpu':'100m'}");
    assertThatThrownBy(() -> new ResourceQuotaPlugin().validate(pod("{'requests':{'cpu':'450m'}}")))
        .hasMessageContaining(
            "exceeded quota: q, requested: pods=1,requests.cpu=450m, used:"
                + " pods=1,requests.cpu=100m, limited: pods=1,requests.cpu=500m");
    assertThat(context.writes).isEmpty();
  }

  @Test
  void whatIsAllowedIsCountedInTheSameCommit() {
    quota("{'pods':'2','requests.cpu':'1'}", "{'pods':'1','requests.cpu':'100m'}");
    new ResourceQuotaPlugin().validate(pod("{'requests':{'cpu':'450m'}}"));
    assertThat(context.guards).hasSize(1).first().isInstanceOf(Commit.Guard.HasRevision.class);
    Commit.Write.Put put = (Commit.Write.Put) context.writes.getFirst();
    assertThat(Json.map(Json.parse(put.draft().json()), "status", "used"))
        .containsEntry("pods", "2")
        .containsEntry("requests.cpu", "550m");
  }

  @Test
  void aQuotaThatNobodyHasCountedYetIsInTheWay() {
    quota("{'pods':'2'}", null);
    assertThatThrownBy(() -> new ResourceQuotaPlugin().validate(pod("{}")))
        .hasMessageContaining("status unknown for quota: q, resources: pods");
  }

  @Test
  void aScopeLeavesOtherPodsAlone() {
    ObjectNode quota = quota("{'pods':'0'}", "{'pods':'0'}");
    Json.ensureObject(quota, "spec").putArray("scopes").add("Terminating");
    store("resourcequotas", quota);
    new ResourceQuotaPlugin().validate(pod("{}"));
    assertThat(context.writes).isEmpty();
  }

  @Test
  void limitRangesSayWhatTheyGave() {
    range("{'type':'Container','default':{'cpu':'200m'},'defaultRequest':{'cpu':'50m'}}");
    AdmissionPlugin.Attributes pod = pod("{}");
    new LimitRanger().admit(pod);
    assertThat(Json.text(pod.object(), "metadata", "annotations", "kubernetes.io/limit-ranger"))
        .isEqualTo(
            "LimitRanger plugin set: cpu request for container c; cpu limit for container c");
  }

  @Test
  void limitRangesBoundPodsAsAWhole() {
    range("{'type':'Pod','max':{'cpu':'1'}}");
    assertThatThrownBy(() -> new LimitRanger().validate(pod("{'limits':{'cpu':'2'}}")))
        .hasMessageContaining("maximum cpu usage per Pod is 1, but limit is 2");
  }

  private ObjectNode quota(String hard, String used) {
    ObjectNode quota = object("q");
    Json.ensureObject(quota, "spec").set("hard", tree(hard));
    if (used != null) {
      Json.ensureObject(quota, "status").set("hard", tree(hard));
      Json.ensureObject(quota, "status").set("used", tree(used));
    }
    store("resourcequotas", quota);
    return quota;
  }

  private void range(String limit) {
    ObjectNode range = object("r");
    Json.ensureObject(range, "spec").putArray("limits").add(tree(limit));
    store("limitranges", range);
  }

  private void store(String resource, ObjectNode tree) {
    ResourceObject stored = ResourceObject.of(new GroupResource("", resource), tree);
    context.objects.put(stored.key(), stored);
  }

  private AdmissionPlugin.Attributes pod(String resources) {
    ObjectNode pod = object("p");
    ObjectNode container = Json.ensureObject(pod, "spec").putArray("containers").addObject();
    container.put("name", "c").set("resources", tree(resources));
    RequestInfo request =
        new RequestInfo(true, "", "create", "", "v1", "default", "pods", "", "", "");
    return new AdmissionPlugin.Attributes(
        AdmissionPlugin.Operation.CREATE, request, context, pod, null, new ArrayList<>());
  }

  private static ObjectNode object(String name) {
    ObjectNode object = Json.object();
    object.putObject("metadata").put("name", name).put("namespace", "default");
    return object;
  }

  private static ObjectNode tree(String json) {
    return Json.parseObject(json.replace('\'', '"'));
  }

  private static ResourceDefinition definition(String resource) {
    return BuiltinResources.all(new KindPorts(null, null, null, null, null, null)).stream()
        .filter(d -> d.groupResource().equals(new GroupResource("", resource)))
        .findFirst()
        .orElseThrow();
  }
}
