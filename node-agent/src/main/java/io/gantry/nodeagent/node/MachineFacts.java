package io.gantry.nodeagent.node;

import io.gantry.apimodel.Quantity;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the machine is and has, read from /proc, /sys and /etc.
 *
 * @param capacity by resource name
 * @param allocatable what pods may have of it
 */
public record MachineFacts(
    String architecture,
    String bootId,
    String machineId,
    String systemUuid,
    String kernelVersion,
    String osImage,
    Map<String, Quantity> capacity,
    Map<String, Quantity> allocatable) {
  private static final Pattern MEM_TOTAL = Pattern.compile("MemTotal:\\s+(\\d+) kB");

  /** The kubelet's hard eviction threshold, kept from pods. */
  private static final long MEMORY_KEPT = 100L * 1024 * 1024;

  private static final int MAX_PODS = 110;

  /**
   * @param storage the file system pods' data lie on
   */
  public static MachineFacts read(Path storage) {
    long memory = memoryBytes();
    long disk = diskBytes(storage);
    Map<String, Quantity> capacity = new LinkedHashMap<>();
    Map<String, Quantity> allocatable = new LinkedHashMap<>();
    Quantity cpus = Quantity.of(Runtime.getRuntime().availableProcessors());
    capacity.put("cpu", cpus);
    capacity.put("ephemeral-storage", Quantity.bytes(disk));
    capacity.put("hugepages-1Gi", Quantity.of(0));
    capacity.put("hugepages-2Mi", Quantity.of(0));
    capacity.put("memory", Quantity.bytes(memory));
    capacity.put("pods", Quantity.of(MAX_PODS));
    allocatable.putAll(capacity);
    // Nine tenths, as a number without suffix: the kubelet's arithmetic leaves it so.
    allocatable.put("ephemeral-storage", Quantity.of(disk / 10 * 9));
    allocatable.put("memory", Quantity.bytes(Math.max(0, memory - MEMORY_KEPT)));
    String machineId = line("/etc/machine-id");
    String uuid = line("/sys/class/dmi/id/product_uuid");
    return new MachineFacts(
        System.getProperty("os.arch").equals("aarch64") ? "arm64" : "amd64",
        line("/proc/sys/kernel/random/boot_id"),
        machineId,
        uuid.isEmpty() ? machineId : uuid,
        line("/proc/sys/kernel/osrelease"),
        prettyName(),
        capacity,
        allocatable);
  }

  private static long memoryBytes() {
    Matcher matcher = MEM_TOTAL.matcher(text("/proc/meminfo"));
    return matcher.find() ? Long.parseLong(matcher.group(1)) * 1024 : 0;
  }

  private static long diskBytes(Path storage) {
    try {
      Files.createDirectories(storage);
      return Files.getFileStore(storage).getTotalSpace();
    } catch (IOException e) {
      return 0;
    }
  }

  private static String prettyName() {
    for (String line : text("/etc/os-release").lines().toList()) {
      if (line.startsWith("PRETTY_NAME=")) {
        return line.substring("PRETTY_NAME=".length()).replace("\"", "");
      }
    }
    return "Linux";
  }

  private static String line(String file) {
    return text(file).strip();
  }

  private static String text(String file) {
    try {
      return Files.readString(Path.of(file));
    } catch (IOException e) {
      return "";
    }
  }
}
