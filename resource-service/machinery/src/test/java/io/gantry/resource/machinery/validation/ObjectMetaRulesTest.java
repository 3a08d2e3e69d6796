package io.gantry.resource.machinery.validation;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.FieldError;
import io.gantry.apimodel.FieldPath;
import io.gantry.apimodel.Json;
import io.gantry.resource.machinery.KindStrategy;
import io.gantry.resource.machinery.KindStrategy.MetadataChecks;
import io.gantry.resource.machinery.KindStrategy.NameRule;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class ObjectMetaRulesTest {
  private static final FieldPath METADATA = FieldPath.of("metadata");

  private static List<String> create(String metadata, boolean namespaced, NameRule rule) {
    ObjectNode object = Json.object();
    object.set("metadata", Json.parse(metadata.replace('\'', '"')));
    return ObjectMetaRules.forCreate(METADATA, object, namespaced, new Kind(rule, true)).stream()
        .map(FieldError::toString)
        .toList();
  }

  private static List<String> update(String metadata, String old) {
    ObjectNode object = Json.object();
    object.set("metadata", Json.parse(metadata.replace('\'', '"')));
    ObjectNode before = Json.object();
    before.set("metadata", Json.parse(old.replace('\'', '"')));
    return ObjectMetaRules.forUpdate(
            METADATA,
            object,
            before,
            false,
            new Kind(NameRule.DNS_LABEL, true),
            MetadataChecks.AS_CHANGE)
        .stream()
        .map(FieldError::toString)
        .distinct()
        .toList();
  }

  private record Kind(NameRule nameRule, boolean knowsFinalizers) implements KindStrategy {}

  /**
   * What is wrong with an object on its own is found once as any object, once as any change, and
   * once with each look of the kind; what is wrong with the change only where changes are looked
   * at.
   */
  @Test
  void eachLookFindsAFaultAgain() {
    ObjectNode old = Json.object();
    old.putObject("metadata").put("name", "a").put("resourceVersion", "1").put("uid", "1");
    ObjectNode object = old.deepCopy();
    ObjectNode metadata = Json.ensureObject(object, "metadata").put("uid", "2");
    metadata.putObject("labels").put("a", "-");
    metadata.putArray("finalizers").add("x");
    for (int asObject = 0; asObject < 3; asObject++) {
      for (int asChange = 0; asChange < 2; asChange++) {
        for (boolean knows : new boolean[] {false, true}) {
          List<String> fields =
              ObjectMetaRules.forUpdate(
                      METADATA,
                      object,
                      old,
                      false,
                      new Kind(NameRule.DNS_LABEL, knows),
                      new MetadataChecks(asObject, asChange))
                  .stream()
                  .map(FieldError::field)
                  .toList();
          assertThat(Collections.frequency(fields, "metadata.labels"))
              .isEqualTo(2 + asObject + asChange);
          assertThat(Collections.frequency(fields, "metadata.uid")).isEqualTo(1 + asChange);
          assertThat(Collections.frequency(fields, "metadata.finalizers[0]"))
              .isEqualTo(knows ? asObject + asChange : 0);
        }
      }
    }
  }

  @Test
  void acceptsWhatIsGood() {
    assertThat(
            create(
                "{'name':'a.b','namespace':'ns','labels':{'a/b':'c','x':''},'annotations':{'A/B':'any'},"
                    + "'finalizers':['kubernetes','a/b']}",
                true,
                NameRule.DNS_SUBDOMAIN))
        .isEmpty();
  }

  @Test
  void wantsANameOrAGenerateName() {
    assertThat(create("{}", false, NameRule.DNS_LABEL))
        .containsExactly("metadata.name: Required value: name or generateName is required");
  }

  @Test
  void aPrefixMayEndInAHyphen() {
    assertThat(create("{'name':'web-1','generateName':'web-'}", false, NameRule.DNS_LABEL))
        .isEmpty();
    assertThat(create("{'name':'web-1','generateName':'Web-'}", false, NameRule.DNS_LABEL))
        .singleElement()
        .asString()
        .startsWith("metadata.generateName: Invalid value: \"Web-\": a lowercase RFC 1123 label");
  }

  @Test
  void aLabelWithDotsIsToldApart() {
    assertThat(create("{'name':'a.b'}", false, NameRule.DNS_LABEL))
        .containsExactly("metadata.name: Invalid value: \"a.b\": must not contain dots");
  }

  @Test
  void namespacesFollowTheScope() {
    assertThat(create("{'name':'a','namespace':'b'}", false, NameRule.DNS_LABEL))
        .containsExactly("metadata.namespace: Forbidden: not allowed on this type");
    assertThat(create("{'name':'a'}", true, NameRule.DNS_LABEL))
        .containsExactly("metadata.namespace: Required value");
  }

  @Test
  void reportsInKubernetesOrder() {
    assertThat(
            create(
                "{'name':'A','labels':{'bad key':'-x-'},'annotations':{'/a':''},"
                    + "'ownerReferences':[{}],'finalizers':['x']}",
                false,
                NameRule.DNS_1035_LABEL))
        .extracting(text -> text.substring(0, Math.min(55, text.length())))
        .containsExactly(
            "metadata.name: Invalid value: \"A\": a DNS-1035 label mus",
            "metadata.labels: Invalid value: \"bad key\": name part mu",
            "metadata.labels: Invalid value: \"-x-\": a valid label mu",
            "metadata.annotations: Invalid value: \"/a\": prefix part ",
            "metadata.ownerReferences.apiVersion: Invalid value: \"\":",
            "metadata.ownerReferences.kind: Invalid value: \"\": kind ",
            "metadata.ownerReferences.name: Invalid value: \"\": name ",
            "metadata.ownerReferences.uid: Invalid value: \"\": uid mu",
            "metadata.finalizers[0]: Invalid value: \"x\": name is nei");
  }

  @Test
  void aBadLabelReadsAsInKubernetes() {
    assertThat(create("{'name':'a','labels':{'bad key':'x'}}", false, NameRule.DNS_LABEL))
        .containsExactly(
            "metadata.labels: Invalid value: \"bad key\": name part must consist of alphanumeric"
                + " characters, '-', '_' or '.', and must start and end with an alphanumeric"
                + " character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for"
                + " validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')");
  }

  @Test
  void identityIsImmutable() {
    assertThat(
            update(
                "{'name':'b','uid':'2','resourceVersion':'1'}",
                "{'name':'a','uid':'1','resourceVersion':'1'}"))
        .containsExactly(
            "metadata.name: Invalid value: \"b\": field is immutable",
            "metadata.uid: Invalid value: \"2\": field is immutable");
  }

  @Test
  void aDyingObjectGetsNoNewFinalizers() {
    assertThat(
            update(
                "{'name':'a','resourceVersion':'1','finalizers':['a/b','c/d'],'deletionTimestamp':'t'}",
                "{'name':'a','resourceVersion':'1','finalizers':['a/b'],'deletionTimestamp':'t'}"))
        .containsExactly(
            "metadata.finalizers: Forbidden: no new finalizers can be added if the object is being"
                + " deleted, found new finalizers []string{\"c/d\"}");
  }

  @Test
  void addressesAreReadAsText() {
    assertThat(
            List.of("10.0.0.1", "::", "::1", "2001:db8::ffff", "1:2:3:4:5:6:7:8", "::ffff:1.2.3.4"))
        .allMatch(NetworkRules::isIp);
    assertThat(List.of("", "10.0.0", "10.0.0.256", "1:2:3:4:5:6:7", "1::2::3", "g::", "localhost"))
        .noneMatch(NetworkRules::isIp);
    assertThat(List.of("10.0.0.0/8", "2001:db8::/64")).allMatch(NetworkRules::isCidr);
    assertThat(List.of("10.0.0.0", "10.0.0.0/33", "x/8", "::/129")).noneMatch(NetworkRules::isCidr);
  }
}
