package io.gantry.resource.machinery.discovery;

import io.gantry.apimodel.ApiStatus;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ApiHandler;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Serves {@code /healthz}, {@code /livez}, {@code /readyz}: ok, or what is not. */
public final class HealthHandler implements ApiHandler {
  private static final String TEXT = "text/plain; charset=utf-8";

  /**
   * @param readiness whether it counts for {@code /readyz} only: a server that is not ready need
   *     not be started again
   */
  public record Check(String name, boolean readiness, BooleanSupplier passes) {}

  private final List<Check> checks;

  public HealthHandler(List<Check> checks) {
    this.checks = List.copyOf(checks);
  }

  @Override
  public ApiAnswer handle(ApiCall call) {
    String[] parts = call.request().path().substring(1).split("/");
    String endpoint = parts[0];
    List<Check> asked =
        checks.stream()
            .filter(check -> !check.readiness || endpoint.equals("readyz"))
            .filter(check -> parts.length == 1 || check.name.equals(parts[1]))
            .toList();
    if (parts.length > 1 && asked.isEmpty()) {
      throw ApiStatus.noSuchPath().asException();
    }
    Set<String> excluded = Set.copyOf(call.query().getOrDefault("exclude", List.of()));
    StringBuilder report = new StringBuilder();
    boolean passed = true;
    for (Check check : asked) {
      if (excluded.contains(check.name)) {
        report.append("[+]").append(check.name).append(" excluded: ok\n");
      } else if (check.passes.getAsBoolean()) {
        report.append("[+]").append(check.name).append(" ok\n");
      } else {
        passed = false;
        report.append("[-]").append(check.name).append(" failed: reason withheld\n");
      }
    }
    report.append(endpoint).append(passed ? " check passed\n" : " check failed\n");
    boolean verbose = !passed || call.query().containsKey("verbose");
    return new ApiAnswer.Document(
        passed ? 200 : 500,
        TEXT,
        (verbose ? report.toString() : "ok").getBytes(StandardCharsets.UTF_8),
        Map.of("X-Content-Type-Options", "nosniff"),
        List.of());
  }
}
