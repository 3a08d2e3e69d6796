package io.gantry.replication.workload;

import io.gantry.apimodel.ObjectKey;
import io.gantry.controlruntime.ControlLoop;

/** A controller that is wired and not yet started. */
public interface WorkloadController {
  /** As it is switched on and off by: {@code deployment-controller}. */
  String name();

  ControlLoop<ObjectKey> loop();

  /** Adds every known object to the queue: events make a loop fast, a period makes it right. */
  void enqueueAll();
}
