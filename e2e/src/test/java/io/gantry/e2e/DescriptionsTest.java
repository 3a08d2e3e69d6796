package io.gantry.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * The chart and the compose file name what there is: classes, settings, services. The chart is
 * rendered by the few rules that it uses (values, the release, one range); Helm itself is not
 * asked.
 */
class DescriptionsTest {
  private static final Path CHECKOUT = checkout();
  private static final Pattern RANGE =
      Pattern.compile("(?s)\\{\\{- range \\.Values\\.(\\w+) }}(.*?)\\{\\{- end }}");
  private static final Pattern VALUE = Pattern.compile("\\{\\{ (\\$?)\\.([\\w.]+) }}");

  private static Path checkout() {
    Path at = Path.of("").toAbsolutePath();
    while (!Files.exists(at.resolve("gantry"))) {
      at = at.getParent();
    }
    return at;
  }

  private static Object yaml(String text) {
    return new Load(LoadSettings.builder().build()).loadFromString(text);
  }

  @SuppressWarnings("unchecked")
  private static <T> T at(Object tree, Object... path) {
    Object at = tree;
    for (Object step : path) {
      at =
          step instanceof Integer i
              ? ((List<Object>) at).get(i)
              : ((Map<String, Object>) at).get(step);
    }
    return (T) at;
  }

  private static String filled(String template, Map<String, Object> root, Map<String, Object> dot) {
    return VALUE
        .matcher(template)
        .replaceAll(
            match -> {
              Map<String, Object> from = match.group(1).isEmpty() ? dot : root;
              Object value = at(from, (Object[]) match.group(2).split("\\."));
              assertThat(value).as(match.group()).isNotNull();
              return Matcher.quoteReplacement(value.toString());
            });
  }

  private static List<Object> rendered(String template) throws IOException {
    Path chart = CHECKOUT.resolve("helm/gantry");
    Map<String, Object> root =
        Map.of(
            "Values", yaml(Files.readString(chart.resolve("values.yaml"))),
            "Release", Map.of("Name", "test"));
    StringBuilder text = new StringBuilder();
    Matcher range = RANGE.matcher(Files.readString(chart.resolve("templates/" + template)));
    while (range.find()) {
      StringBuilder items = new StringBuilder();
      List<Map<String, Object>> values = at(root, "Values", range.group(1));
      for (Map<String, Object> item : values) {
        items.append(filled(range.group(2), root, item));
      }
      range.appendReplacement(text, Matcher.quoteReplacement(items.toString()));
    }
    range.appendTail(text);
    String all = filled(text.toString(), root, root);
    assertThat(all).doesNotContain("{{");
    List<Object> documents = new ArrayList<>();
    new Load(LoadSettings.builder().build()).loadAllFromString(all).forEach(documents::add);
    return documents;
  }

  /** Main class and environment of each service, by service. */
  private static Map<String, List<Object>> ofChart() throws IOException {
    Map<String, List<Object>> all = new TreeMap<>();
    for (Object document : rendered("services.yaml")) {
      if (at(document, "kind").equals("Deployment")) {
        Map<String, Object> container = at(document, "spec", "template", "spec", "containers", 0);
        List<String> command = at(container, "command");
        Map<String, String> environment = new TreeMap<>();
        List<Map<String, String>> given = at(container, "env");
        given.forEach(one -> environment.put(one.get("name"), one.get("value")));
        all.put(at(container, "name"), List.of(command.getLast(), environment));
      }
    }
    return all;
  }

  private static Map<String, String> mains() throws IOException {
    Map<String, String> mains = new LinkedHashMap<>();
    Map<String, Object> services =
        at(yaml(Files.readString(CHECKOUT.resolve("docker-compose.yml"))), "services");
    services.forEach(
        (name, service) -> {
          List<Object> command = at(service, "command");
          if (command != null && command.getFirst().equals("java") && !name.equals("pki")) {
            mains.put(name, command.getLast().toString());
          }
        });
    return mains;
  }

  @Test
  void everyMainClassIsThere() throws IOException {
    Map<String, String> mains = mains();
    ofChart()
        .forEach((name, parts) -> assertThat(mains).containsEntry(name, parts.get(0).toString()));
    assertThat(mains).hasSize(7);
    for (Map.Entry<String, String> main : mains.entrySet()) {
      String module =
          main.getKey().equals("resource-service") ? "resource-service/server" : main.getKey();
      Path source =
          CHECKOUT.resolve(
              module + "/src/main/java/" + main.getValue().replace('.', '/') + ".java");
      assertThat(source).exists();
    }
  }

  @Test
  void theChartSetsWhatTheComposeFileSets() throws IOException {
    Map<String, Object> compose =
        at(yaml(Files.readString(CHECKOUT.resolve("docker-compose.yml"))), "x-environment");
    for (List<Object> parts : ofChart().values()) {
      Map<String, String> environment = at(parts, 1);
      assertThat(environment).containsKeys(compose.keySet().toArray(String[]::new));
    }
  }

  @Test
  void whoIsReachedByNameHasAService() throws IOException {
    TreeSet<String> services = new TreeSet<>();
    List<Object> documents = new ArrayList<>(rendered("services.yaml"));
    documents.addAll(rendered("stores.yaml"));
    for (Object document : documents) {
      if (at(document, "kind").equals("Service")) {
        services.add(at(document, "metadata", "name"));
      }
    }
    for (List<Object> parts : ofChart().values()) {
      Map<String, String> environment = at(parts, 1);
      environment.values().stream()
          .flatMap(
              value ->
                  Pattern.compile("(?:https://|^)([a-z][a-z-]+)(?::\\d+|$)")
                      .matcher(value)
                      .results())
          .map(host -> host.group(1))
          .filter(host -> !host.equals("gantry"))
          .forEach(host -> assertThat(services).contains(host));
    }
    assertThat(services).contains("test-redis", "test-kafka", "api-gateway");
  }
}
