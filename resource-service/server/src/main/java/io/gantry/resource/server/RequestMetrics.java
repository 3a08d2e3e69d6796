package io.gantry.resource.server;

import io.gantry.apiaccess.RequestInfo;
import io.gantry.resource.machinery.ApiCall;
import io.gantry.resource.machinery.chain.AuditTrail;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;

/** Counts and times requests under the names Kubernetes has for them. */
public record RequestMetrics(MeterRegistry registry) implements AuditTrail {
  @Override
  public void record(ApiCall call, int code, Duration took) {
    RequestInfo request = call.request();
    String resource = request.resourceRequest() ? request.resource() : "";
    registry
        .timer(
            "apiserver.request",
            "verb",
            request.verb(),
            "group",
            request.group(),
            // What does not exist has any name a client likes: it must not become a series each.
            "resource",
            code == 404 ? "" : resource,
            "subresource",
            code == 404 ? "" : request.subresource(),
            "code",
            Integer.toString(code))
        .record(took);
  }
}
