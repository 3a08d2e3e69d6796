package io.gantry.apischema;

import static org.assertj.core.api.Assertions.assertThat;

import io.gantry.apimodel.GroupVersion;
import io.gantry.apimodel.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Recorded objects as they were sent and as Kubernetes answered them: after check and defaults,
 * only what strategies, admission and storage add may still differ.
 */
class SeedTest {
  private static final Schema SCHEMA = Schema.load();

  @TestFactory
  List<DynamicTest> agreesWithKubernetes() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    try (var files = Files.list(Path.of("src/test/resources/seeds"))) {
      for (Path file : files.sorted().toList()) {
        String name = file.getFileName().toString();
        if (!name.endsWith(".out.json")) {
          String kind = name.replace(".json", "");
          tests.add(DynamicTest.dynamicTest(kind, () -> compare(kind)));
        }
      }
    }
    assertThat(tests).hasSizeGreaterThan(40);
    return tests;
  }

  private static void compare(String kind) throws Exception {
    ObjectNode object = (ObjectNode) read(kind + ".json").get("body");
    KindSchema schema =
        SCHEMA
            .kind(
                GroupVersion.parse(Json.text(object, "apiVersion")).kind(Json.text(object, "kind")))
            .orElseThrow();
    assertThat(schema.check(object).strictErrors()).isEmpty();
    schema.applyDefaults(object);
    JsonNode once = object.deepCopy();
    assertThat(schema.check(object).strictErrors()).isEmpty();
    schema.applyDefaults(object);
    assertThat((JsonNode) object).as("check and defaults again").isEqualTo(once);
    Map<String, String> differences = new LinkedHashMap<>();
    differ("", read(kind + ".out.json"), object, differences);
    differences.keySet().removeIf(path -> isElsewhere(kind, path));
    assertThat(differences).isEqualTo(Map.of());
  }

  /** Paths that are not the schema's: the recording hides them, or a strategy or admission sets. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "* .metadata.creationTimestamp",
          "* .metadata.namespace",
          // Normalised in the recording.
          "event .firstTimestamp",
          "lease .spec.acquireTime",
          "lease .spec.renewTime",
          "service .spec.ports[0].nodePort",
          "service-lb .spec.ports[0].nodePort",
          "service .spec.ports[1].nodePort",
          // Strategies.
          "daemonset .metadata.annotations.deprecated.daemonset.template.generation",
          "job .spec.selector",
          "job .spec.template.metadata.labels.batch.kubernetes.io/controller-uid",
          "job .spec.template.metadata.labels.batch.kubernetes.io/job-name",
          "job .spec.template.metadata.labels.controller-uid",
          "job .spec.template.metadata.labels.job-name",
          "pod .status.phase",
          "pod .status.qosClass",
          "pv .status.lastPhaseTransitionTime",
          "service .spec.clusterIP",
          "service .spec.clusterIPs",
          "service .spec.ipFamilies",
          "service .spec.ipFamilyPolicy",
          "service-lb .spec.clusterIP",
          "service-lb .spec.clusterIPs",
          "service-lb .spec.ipFamilies",
          "service-lb .spec.ipFamilyPolicy",
          "tokenreview .status.error",
          // Admission.
          "node .spec.taints[1]",
          "pod .spec.containers[0].volumeMounts[2]",
          "pod .spec.initContainers[0].volumeMounts",
          "pod .spec.initContainers[1].volumeMounts",
          "pod .spec.preemptionPolicy",
          "pod .spec.priority",
          "pod .spec.serviceAccount",
          "pod .spec.serviceAccountName",
          "pod .spec.tolerations[1]",
          "pod .spec.tolerations[2]",
          "pod .spec.volumes[7]",
          "pv .metadata.finalizers",
          "pvc .metadata.finalizers");

  private static boolean isElsewhere(String kind, String path) {
    return ELSEWHERE.contains("* " + path) || ELSEWHERE.contains(kind + " " + path);
  }

  private static void differ(
      String path, JsonNode expected, JsonNode actual, Map<String, String> differences) {
    if (expected instanceof ObjectNode a && actual instanceof ObjectNode b) {
      Set<String> names = new TreeSet<>(a.propertyNames());
      names.addAll(b.propertyNames());
      names.forEach(name -> differ(path + "." + name, a.get(name), b.get(name), differences));
    } else if (expected != null && actual != null && expected.isArray() && actual.isArray()) {
      for (int i = 0; i < Math.max(expected.size(), actual.size()); i++) {
        differ(path + "[" + i + "]", expected.get(i), actual.get(i), differences);
      }
    } else if (expected == null || !expected.equals(actual)) {
      differences.put(path, "expected " + expected + " but was " + actual);
    }
  }

  private static JsonNode read(String name) throws IOException {
    try (InputStream in = SeedTest.class.getResourceAsStream("/seeds/" + name)) {
      return Json.parse(in.readAllBytes());
    }
  }
}
