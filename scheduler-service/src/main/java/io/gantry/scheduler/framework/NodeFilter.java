package io.gantry.scheduler.framework;

import io.gantry.scheduler.snapshot.NodeInfo;

/** A rule made ready for one pod. Pure. */
@FunctionalInterface
public interface NodeFilter {
  Verdict test(NodeInfo node);
}
