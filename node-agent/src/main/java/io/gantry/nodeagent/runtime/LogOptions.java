package io.gantry.nodeagent.runtime;

import java.time.Instant;

/**
 * @param tailLines -1 for all
 * @param since null for the beginning
 */
public record LogOptions(
    boolean follow,
    long tailLines,
    Instant since,
    boolean timestamps,
    boolean stdout,
    boolean stderr) {}
