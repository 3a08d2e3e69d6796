package io.gantry.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What Linux says of a process. */
record RunningProcess(long pid) {
  /** The kernel's unit of time in {@code stat}: USER_HZ is 100 on every Linux of today. */
  private static final int MILLIS_PER_TICK = 10;

  private static final int STATE = 0;
  private static final int USER_TIME = 11;
  private static final int SYSTEM_TIME = 12;
  private static final int START_TIME = 19;

  static RunningProcess ofFile(Path pidFile) {
    try {
      return new RunningProcess(Long.parseLong(Files.readString(pidFile).strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String[] stat() {
    try {
      String all = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
      return all.substring(all.lastIndexOf(')') + 2).split(" ");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  boolean isAlive() {
    try {
      return !stat()[STATE].equals("Z");
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  /** Processor time used so far, in milliseconds. */
  long cpuMillis() {
    String[] stat = stat();
    return (Long.parseLong(stat[USER_TIME]) + Long.parseLong(stat[SYSTEM_TIME])) * MILLIS_PER_TICK;
  }

  /** Milliseconds since it was started. */
  long ageMillis() throws IOException {
    String uptime = Files.readString(Path.of("/proc/uptime"));
    double now = Double.parseDouble(uptime.substring(0, uptime.indexOf(' ')));
    return (long) (now * 1000) - Long.parseLong(stat()[START_TIME]) * MILLIS_PER_TICK;
  }

  long residentMebibytes() throws IOException {
    for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
      if (line.startsWith("VmRSS:")) {
        return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
      }
    }
    throw new IOException("no VmRSS of " + pid);
  }

  void kill() throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-9", Long.toString(pid)).inheritIO().start().waitFor();
  }
}
