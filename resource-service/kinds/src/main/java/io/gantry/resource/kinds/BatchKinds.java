package io.gantry.resource.kinds;

import io.gantry.apimodel.GroupResource;
import io.gantry.resource.kinds.base.KindParts;
import io.gantry.resource.kinds.batch.BatchColumns;
import io.gantry.resource.kinds.batch.cronjob.CronJobStrategy;
import io.gantry.resource.kinds.batch.job.JobStrategy;
import java.util.Map;

/** The kinds of batch/v1. */
public final class BatchKinds {
  private BatchKinds() {}

  public static void addTo(Map<GroupResource, KindParts> kinds) {
    kinds.put(
        new GroupResource("batch", "jobs"), KindParts.of(new JobStrategy(), BatchColumns::job));
    kinds.put(
        new GroupResource("batch", "cronjobs"),
        KindParts.of(new CronJobStrategy(), BatchColumns::cronJob));
  }
}
