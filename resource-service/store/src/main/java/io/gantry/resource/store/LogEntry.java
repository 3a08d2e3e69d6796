package io.gantry.resource.store;

import io.gantry.apimodel.Change;
import java.time.Instant;
import java.util.List;

/** One committed transaction as the change log keeps it. */
public record LogEntry(
    long revision,
    String operationId,
    String user,
    Instant committedAt,
    String epoch,
    List<Change> changes) {}
