package io.gantry.replication.workload;

import io.gantry.controlruntime.ApiClient;
import io.gantry.controlruntime.EventRecorder;
import io.gantry.controlruntime.SlowStart;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;

/**
 * What each controller is given.
 *
 * @param client under the controller's own identity
 */
public record ControllerContext(
    ApiClient client,
    EventRecorder events,
    SlowStart slowStart,
    InstantSource clock,
    MeterRegistry meters) {}
