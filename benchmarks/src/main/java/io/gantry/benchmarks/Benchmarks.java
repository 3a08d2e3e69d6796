package io.gantry.benchmarks;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** {@code CHECKOUT STATE [PART...]}: measures the running cluster whose state lies there. */
public final class Benchmarks {
  private Benchmarks() {}

  /** In the order in which they are measured; what restarts the cluster comes last. */
  private static Map<String, Figure> parts() {
    Map<String, Figure> parts = new LinkedHashMap<>();
    parts.put("start", new StartFigures());
    parts.put("idle", new IdleFigures());
    parts.put("pod", new PodFigures());
    parts.put("scale", new ScaleFigures());
    parts.put("requests", new RequestFigures());
    parts.put("list", new ListFigures());
    parts.put("watch", new WatchFigures());
    parts.put("crash", new CrashFigures());
    return parts;
  }

  public static void main(String[] arguments) throws Exception {
    Map<String, Figure> parts = parts();
    List<String> wanted = Arrays.asList(arguments).subList(2, arguments.length);
    for (String part : wanted) {
      if (!parts.containsKey(part)) {
        System.err.println(
            "no part '" + part + "'; there are: " + String.join(", ", parts.keySet()));
        System.exit(2);
      }
    }
    Report.head();
    boolean failed = false;
    for (Map.Entry<String, Figure> part : parts.entrySet()) {
      if (wanted.isEmpty() || wanted.contains(part.getKey())) {
        try (Cluster cluster = new Cluster(Path.of(arguments[0]), Path.of(arguments[1]))) {
          part.getValue().measure(cluster, new Report());
        } catch (Exception e) {
          failed = true;
          System.out.println("| " + part.getKey() + " | failed: " + e.getMessage() + " | | | | |");
          e.printStackTrace();
        }
      }
    }
    System.exit(failed ? 1 : 0);
  }
}
