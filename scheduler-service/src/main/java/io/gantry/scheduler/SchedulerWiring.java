package io.gantry.scheduler;

import io.gantry.changefeed.ChangeFeed;
import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.ApiClients;
import io.gantry.controlruntime.ApiEventRecorder;
import io.gantry.controlruntime.LeadingProcess;
import io.gantry.scheduler.framework.SchedulingAlgorithm;
import io.gantry.scheduler.plugins.DefaultProfile;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/**
 * The scheduler, put together. It acts as {@code clients.own}, which must be {@code
 * system:kube-scheduler}. Only one process at a time may have it started.
 */
public final class SchedulerWiring implements LeadingProcess.Work {
  /** As Kubernetes names it, so that managed fields agree. */
  private static final String USER_AGENT = "kube-scheduler";

  private final ApiEventRecorder events;
  private final SchedulingLoop loop;

  public SchedulerWiring(
      ApiClients clients,
      ChangeFeed feed,
      InstantSource clock,
      RandomGenerator random,
      MeterRegistry meters) {
    ApiClient api = clients.own(USER_AGENT);
    events = new ApiEventRecorder(api, DefaultProfile.SCHEDULER_NAME, "", clock, meters);
    SchedulingAlgorithm algorithm = new SchedulingAlgorithm(DefaultProfile.create(), random);
    loop =
        new SchedulingLoop(
            new SchedulerEngine(algorithm),
            new SchedulingControl(api, events, clock),
            feed,
            clock,
            meters);
  }

  @Override
  public void start() {
    events.start();
    loop.start();
  }

  /** Whether it knows the cluster and decides. */
  @Override
  public boolean ready() {
    return loop.ready();
  }

  @Override
  public void close() {
    loop.close();
    events.close();
  }
}
