package io.gantry.replication.job;

import io.gantry.apimodel.ObjectKey;
import io.gantry.controlruntime.ChangeHandler;
import io.gantry.controlruntime.ControlLoop;
import io.gantry.controlruntime.Informer;
import io.gantry.controlruntime.Resources;
import io.gantry.controlruntime.WorkQueue;
import io.gantry.replication.workload.ControllerContext;
import io.gantry.replication.workload.Pod;
import io.gantry.replication.workload.PodKeeperQueue;
import io.gantry.replication.workload.WorkloadController;
import java.time.Duration;

/** Wires the loop of the Job controller. */
public final class JobController implements WorkloadController {
  public static final String NAME = "job-controller";
  private static final int WORKERS = 5;

  /**
   * What was refused once is tried again unhurriedly (job controller, {@code
   * DefaultJobApiBackOff}).
   */
  private static final Duration FIRST_RETRY = Duration.ofSeconds(1);

  private static final Duration LAST_RETRY = Duration.ofMinutes(1);

  private final PodKeeperQueue<Job> queue;
  private final ControlLoop<ObjectKey> loop;

  public JobController(ControllerContext context, Informer<Job> jobs, Informer<Pod> pods) {
    WorkQueue<ObjectKey> keys =
        new WorkQueue<>(NAME, context.clock(), context.meters(), FIRST_RETRY, LAST_RETRY);
    this.queue = new PodKeeperQueue<>(NAME, "Job", context, keys, jobs, pods);
    // Also for pods whose Job is gone: they wait for their finalizer to be removed.
    pods.handle(ChangeHandler.latest(this::tracked));
    this.loop = queue.loop(WORKERS, new JobReconciler(context, jobs, pods, queue.expectations()));
  }

  private void tracked(Pod pod) {
    if (Job.isTracked(pod)) {
      pod.controller()
          .filter(ref -> ref.kind().equals("Job"))
          .ifPresent(
              ref ->
                  queue.add(
                      new ObjectKey(Resources.JOBS.groupResource(), pod.namespace(), ref.name())));
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public ControlLoop<ObjectKey> loop() {
    return loop;
  }

  @Override
  public void enqueueAll() {
    queue.addAll();
  }
}
