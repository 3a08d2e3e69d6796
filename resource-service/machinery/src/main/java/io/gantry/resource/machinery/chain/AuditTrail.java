package io.gantry.resource.machinery.chain;

import io.gantry.resource.machinery.ApiCall;
import java.time.Duration;

/** Who did what, and what became of it: the place for an audit log, and for request metrics. */
public interface AuditTrail {
  AuditTrail NONE = (call, code, took) -> {};

  /**
   * Called after each authorized call, on the calling thread.
   *
   * @param code of the answer; 101 for a node stream
   */
  void record(ApiCall call, int code, Duration took);
}
