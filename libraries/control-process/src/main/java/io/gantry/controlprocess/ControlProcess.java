package io.gantry.controlprocess;

import io.gantry.controlruntime.LeadingProcess;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.SmartLifecycle;

/** The service as Spring starts and stops it, and asks it for its health. */
final class ControlProcess implements SmartLifecycle, HealthIndicator {
  private final LeadingProcess process;

  ControlProcess(LeadingProcess process) {
    this.process = process;
  }

  @Override
  public void start() {
    process.start();
  }

  @Override
  public void stop() {
    process.stop();
  }

  @Override
  public boolean isRunning() {
    return process.isRunning();
  }

  @Override
  public Health health() {
    Health.Builder health = process.healthy() ? Health.up() : Health.down();
    return health.withDetail("state", process.state()).build();
  }
}
