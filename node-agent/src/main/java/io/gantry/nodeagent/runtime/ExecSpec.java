package io.gantry.nodeagent.runtime;

import java.util.List;

/**
 * @param command empty when attaching
 */
public record ExecSpec(
    List<String> command, boolean stdin, boolean stdout, boolean stderr, boolean tty) {}
