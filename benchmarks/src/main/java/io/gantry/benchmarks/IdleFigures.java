package io.gantry.benchmarks;

import java.time.Duration;
import java.util.List;

/** A cluster left alone after its start: resident memory and processor time of JVM and Redis. */
final class IdleFigures implements Figure {
  private static final Duration SETTLING = Duration.ofSeconds(30);
  private static final Duration COUNTED = Duration.ofSeconds(30);

  @Override
  public void measure(Cluster cluster, Report report) throws Exception {
    cluster.run("down");
    cluster.run("up");
    Thread.sleep(SETTLING);
    List<RunningProcess> all = List.of(cluster.jvm(), cluster.redis());
    long before = all.stream().mapToLong(RunningProcess::cpuMillis).sum();
    Thread.sleep(COUNTED);
    long after = all.stream().mapToLong(RunningProcess::cpuMillis).sum();
    long jvm = cluster.jvm().residentMebibytes();
    long redis = cluster.redis().residentMebibytes();
    report.atMost(
        "idle: JVM and Redis resident",
        jvm + redis,
        577,
        jvm + redis + " MiB (" + jvm + " + " + redis + ")",
        "Kubernetes 577 MiB",
        450.0 / 577);
    double percent = (after - before) * 100.0 / COUNTED.toMillis();
    report.row(
        "idle: processor time",
        Report.number(percent) + " % of a core",
        "",
        "under 3 %",
        percent < 3);
  }
}
