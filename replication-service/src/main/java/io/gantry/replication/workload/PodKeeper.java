package io.gantry.replication.workload;

import io.gantry.apimodel.LabelSelector;
import io.gantry.apimodel.ObjectKey;

/** An object whose controller makes pods and keeps them. */
public interface PodKeeper {
  ObjectKey key();

  String uid();

  /** Pods without an owner that it may adopt. */
  LabelSelector selector();
}
