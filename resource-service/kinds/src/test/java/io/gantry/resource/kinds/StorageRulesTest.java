package io.gantry.resource.kinds;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.Json;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.node.ObjectNode;

/** What may be written to classes of storage, drivers, and what drivers write. */
class StorageRulesTest {
  private final KindUnderTest classes = new KindUnderTest("storage.k8s.io", "storageclasses");
  private final KindUnderTest drivers = new KindUnderTest("storage.k8s.io", "csidrivers");
  private final KindUnderTest nodes = new KindUnderTest("storage.k8s.io", "csinodes");
  private final KindUnderTest attachments =
      new KindUnderTest("storage.k8s.io", "volumeattachments");
  private final KindUnderTest capacities =
      new KindUnderTest("storage.k8s.io", "csistoragecapacities");

  @Test
  void onlyGrowthAndTopologyOfAClassMayChange() {
    String old = "{'provisioner':'a/b','parameters':{'k':'v'}}";
    assertThat(
            classes.update(
                old,
                "{'provisioner':'a/b','parameters':{'k':'v'},'allowVolumeExpansion':true,"
                    + "'mountOptions':['ro']}"))
        .isEmpty();
    assertThat(
            classes.update(
                old,
                "{'provisioner':'a/c','reclaimPolicy':'Retain','volumeBindingMode':'WaitForFirstConsumer'}"))
        .containsExactly(
            "parameters: Forbidden: updates to parameters are forbidden.",
            "provisioner: Forbidden: updates to provisioner are forbidden.",
            "reclaimPolicy: Forbidden: updates to reclaimPolicy are forbidden.",
            "volumeBindingMode: Invalid value: \"WaitForFirstConsumer\": field is immutable");
    // What is new is judged like a new class.
    assertThat(
            classes.update(
                old,
                "{'provisioner':'a/b','parameters':{'k':'v'},'allowedTopologies':[{"
                    + "'matchLabelExpressions':[{'key':'k'}]}]}"))
        .containsExactly("allowedTopologies[0].matchLabelExpressions[0].values: Required value");
  }

  @TestFactory
  Stream<DynamicTest> noTopologyIsGivenTwice() {
    String a = "{'matchLabelExpressions':[{'key':'k','values':['a','b']}]}";
    String reordered = "{'matchLabelExpressions':[{'key':'k','values':['b','a']}]}";
    String b = "{'matchLabelExpressions':[{'key':'k','values':['b']}]}";
    return Stream.of(
            new String[] {a + "," + b, "0"},
            new String[] {a + "," + reordered, "1"},
            new String[] {a + "," + b + "," + a, "1"},
            new String[] {"{}", "1"},
            new String[] {"{}," + a, "2"})
        .map(
            one ->
                DynamicTest.dynamicTest(
                    one[0],
                    () ->
                        assertThat(
                                classes.create(
                                    "{'provisioner':'p','allowedTopologies':[" + one[0] + "]}"))
                            .hasSize(Integer.parseInt(one[1]))
                            .allMatch(
                                error ->
                                    error.endsWith(
                                        ".matchLabelExpressions: Duplicate value: \"\""))));
  }

  @Test
  void whatADriverNeedsAndWhatOfItStays() {
    assertThat(drivers.create("{}")).isEmpty();
    String tokens = "{'spec':{'tokenRequests':[{'audience':'a','expirationSeconds':%s}]}}";
    assertThat(drivers.create(tokens.formatted("600"))).isEmpty();
    assertThat(drivers.create(tokens.formatted("599")))
        .containsExactly(
            "spec.tokenRequests[0].expirationSeconds: Invalid value: 599: may not specify a"
                + " duration less than 10 minutes");
    assertThat(drivers.create(tokens.formatted("4294967297")))
        .containsExactly(
            "spec.tokenRequests[0].expirationSeconds: Invalid value: 4294967297: may not specify a"
                + " duration larger than 2^32 seconds");
    assertThat(
            drivers.create(
                "{'spec':{'tokenRequests':[{'audience':'a'},{'audience':'a','expirationSeconds':1}]}}"))
        .containsExactly("spec.tokenRequests[1].audience: Duplicate value: \"a\"");
    assertThat(drivers.update("{}", "{'spec':{'podInfoOnMount':true}}")).isEmpty();
    assertThat(drivers.update("{}", "{'spec':{'attachRequired':false}}"))
        .containsExactly("spec.attachedRequired: Invalid value: false: field is immutable");
    assertThat(drivers.update("{}", "{'spec':{'volumeLifecycleModes':['Ephemeral']}}"))
        .singleElement()
        .asString()
        .startsWith("spec.volumeLifecycleModes: ")
        .endsWith("field is immutable");
    assertThat(drivers.generation("{}", "{'spec':{'podInfoOnMount':true}}")).isEqualTo(1);
    assertThat(drivers.generation("{}", "{}")).isZero();
  }

  private static String node(String driver) {
    return "{'spec':{'drivers':[" + driver + "]}}";
  }

  @Test
  void driversOfANode() {
    String good = "{'name':'d.x','nodeID':'1','allocatable':{'count':3}}";
    assertThat(nodes.create(node(good))).isEmpty();
    assertThat(
            nodes.create(
                node(
                    good
                        + ",{'name':'d.x','nodeID':'','allocatable':{'count':-1},"
                        + "'topologyKeys':['k','k']}")))
        .containsExactly(
            "spec.drivers[1].nodeID: Required value",
            "spec.drivers[1].allocatable.count: Invalid value: -1: must be greater than or equal"
                + " to 0",
            "spec.drivers[1].name: Duplicate value: \"d.x\"",
            "spec.drivers[1]: Duplicate value: \"k\"");
    assertThat(nodes.create(node("{'name':'','nodeID':'" + "n".repeat(257) + "'}")))
        .anyMatch(error -> error.equals("spec.drivers[0].name: Required value"))
        .anyMatch(error -> error.endsWith("must be 256 characters or less"));
    assertThat(nodes.update(node(good), node(""))).isEmpty();
    assertThat(nodes.update(node(good), node(good.replace("3", "4"))))
        .singleElement()
        .asString()
        .startsWith("CSINodeDriver: Invalid value: ");
    assertThat(nodes.update(node(good), node("{'name':'e.x','nodeID':''}"))).hasSize(2);
  }

  @TestFactory
  Stream<DynamicTest> sourcesOfAnAttachment() {
    String csi = "'csi':{'driver':'d.x','volumeHandle':'h'},'accessModes':['ReadOnlyMany']";
    String one = "must specify exactly one of inlineVolumeSpec and persistentVolumeName";
    String inline = "spec.source.inlineVolumeSpec";
    String context = " in the context of inline volumes";
    return Stream.of(
            new String[] {"'persistentVolumeName':'pv'"},
            new String[] {"'inlineVolumeSpec':{" + csi + "}"},
            new String[] {"", "spec.source: Required value: " + one},
            new String[] {
              "'persistentVolumeName':'pv','inlineVolumeSpec':{" + csi + "}",
              "spec.source: Forbidden: " + one
            },
            new String[] {
              "'persistentVolumeName':'P'", "spec.source.persistentVolumeName: Invalid value: \"P\""
            },
            new String[] {
              "'inlineVolumeSpec':{'nfs':{'server':'s','path':'/p'}}",
              inline + ".csi: Required value: has to be specified" + context,
              inline + ".accessModes: Required value"
            },
            new String[] {
              "'inlineVolumeSpec':{"
                  + csi
                  + ",'capacity':{'storage':'1'},'storageClassName':'c',"
                  + "'persistentVolumeReclaimPolicy':'Delete','volumeMode':'Block'}",
              inline + ".capacity: Forbidden: may not be specified" + context,
              inline + ".persistentVolumeReclaimPolicy: Forbidden: may only be Retain" + context,
              inline + ".storageClassName: Forbidden: may not be specified" + context,
              inline + ".volumeMode: Forbidden: may not specify volumeMode other than Filesystem"
            })
        .map(
            row ->
                DynamicTest.dynamicTest(
                    "{" + row[0] + "}",
                    () -> {
                      List<String> errors =
                          attachments.create(
                              "{'spec':{'attacher':'a.x','nodeName':'n','source':{"
                                  + row[0]
                                  + "}}}");
                      assertThat(errors).as(errors.toString()).hasSize(row.length - 1);
                      for (int i = 0; i < errors.size(); i++) {
                        assertThat(errors.get(i)).startsWith(row[i + 1]);
                      }
                    }));
  }

  @Test
  void anAttachmentStaysWhatItIs() {
    String spec =
        "{'spec':{'attacher':'a.x','nodeName':'%s','source':{'persistentVolumeName':'p'}}}";
    assertThat(attachments.update(spec.formatted("n"), spec.formatted("m")))
        .singleElement()
        .asString()
        .startsWith("spec: Invalid value: ")
        .endsWith("field is immutable");
    ObjectNode old = attachments.created(spec.formatted("n"));
    ObjectNode status = old.deepCopy();
    Json.ensureObject(status, "metadata", "labels").put("a", "b");
    Json.ensureObject(status, "status").put("attached", true);
    ObjectNode after = attachments.changed("status", old, status);
    assertThat(Json.map(after, "metadata", "labels")).isEmpty();
    assertThat(Json.bool(after, false, "status", "attached")).isTrue();
    Json.ensureObject(status, "status", "attachError").put("message", "m".repeat(1025));
    assertThat(attachments.change("status", old, status))
        .isEqualTo(
            Collections.nCopies(
                2, "status.attachError.message: Too long: may not be more than 262144 bytes"));
  }

  @Test
  void onlyTheAmountOfACapacityChanges() {
    String old = "{'storageClassName':'c','nodeTopology':{'matchLabels':{'a':'b'}},'capacity':'1'}";
    assertThat(capacities.create("{'capacity':'-1'}"))
        .anyMatch(error -> error.startsWith("storageClassName: Invalid value: \"\": "))
        .anyMatch(error -> error.startsWith("capacity: Invalid value: "));
    assertThat(capacities.update(old, old.replace("'1'", "'2'"))).isEmpty();
    assertThat(capacities.update(old, "{'storageClassName':'d','capacity':'1'}"))
        .containsExactly(
            "nodeTopology: Invalid value: \"null\": field is immutable",
            "storageClassName: Invalid value: \"d\": field is immutable");
  }

  @Test
  void someUpdatesNeedAVersion() {
    assertThat(Stream.of(drivers, nodes, attachments, capacities))
        .noneMatch(kind -> kind.strategy().unconditionalUpdate());
    assertThat(classes.strategy().unconditionalUpdate()).isTrue();
  }
}
