package io.gantry.resource.machinery.chain;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.apimodel.ApiStatus;
import io.gantry.resource.machinery.ApiAnswer;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.ApiHandler;
import java.util.Set;
import java.util.concurrent.Semaphore;

/**
 * Bounds how many requests are served at once. The place where priorities and fair queues belong;
 * so far a call over the limit is told to come again. Watches are counted only while they begin.
 */
final class FlowControlHandler implements ApiHandler {
  /** Never held up: they are how one finds out what is wrong, or how the cluster stays alive. */
  private static final Set<String> EXEMPT_GROUPS = Set.of("system:masters", "system:nodes");

  private final Semaphore inFlight;
  private final ApiHandler next;

  FlowControlHandler(int maxInFlight, ApiHandler next) {
    this.inFlight = new Semaphore(maxInFlight);
    this.next = next;
  }

  @Override
  public ApiAnswer handle(ApiCall call) {
    if (isExempt(call)) {
      return next.handle(call);
    }
    if (!inFlight.tryAcquire()) {
      throw new ApiStatus(
              429,
              "TooManyRequests",
              "Too many requests, please try again later.",
              new ApiStatus.Details("", "", "", "", java.util.List.of(), 1))
          .asException();
    }
    try {
      return next.handle(call);
    } finally {
      inFlight.release();
    }
  }

  private static boolean isExempt(ApiCall call) {
    RequestInfo request = call.request();
    return !request.resourceRequest()
        || call.asValues()
        || call.user().groups().stream().anyMatch(EXEMPT_GROUPS::contains);
  }
}
