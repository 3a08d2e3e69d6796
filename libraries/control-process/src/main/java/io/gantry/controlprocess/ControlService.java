package io.gantry.controlprocess;

/**
 * Which service a process is.
 *
 * @param name begins its identity as the holder of its lease
 * @param lease what the processes of the service agree by on which one works
 * @param userAgent of its requests, such as {@code kube-scheduler/v1.32.5}
 */
public record ControlService(String name, String lease, String userAgent) {}
