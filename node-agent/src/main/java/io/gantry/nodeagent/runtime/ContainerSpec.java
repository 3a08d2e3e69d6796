package io.gantry.nodeagent.runtime;

import java.util.List;
import java.util.Map;

/** What to make: everything the engine is told, decided before it is asked. */
public record ContainerSpec(
    String name,
    String image,
    Map<String, String> labels,
    Program program,
    Namespaces namespaces,
    Limits limits,
    Security security,
    List<MountSpec> mounts,
    List<PortMapping> ports) {

  /**
   * @param entrypoint empty for the image's
   * @param args empty for the image's (unless an entrypoint is given)
   * @param user empty for the image's
   * @param groups supplementary group ids
   */
  public record Program(
      List<String> entrypoint,
      List<String> args,
      List<String> env,
      String user,
      List<String> groups,
      String workingDir,
      boolean tty,
      boolean stdin,
      boolean stdinOnce) {}

  /**
   * @param network {@code none}, {@code host}, a network's name, or {@code container:<id>}
   * @param ipc {@code shareable}, {@code host} or {@code container:<id>}
   * @param pid empty, {@code host} or {@code container:<id>}
   * @param hostname empty when it is the sandbox's
   */
  public record Namespaces(
      String network,
      String ipc,
      String pid,
      String hostname,
      String uts,
      Map<String, String> sysctls) {}

  /**
   * @param memory bytes; 0 for none
   * @param nanoCpus billionths of a CPU; 0 for none
   * @param cpuShares relative weight; 0 for the engine's default
   * @param cgroupParent empty for the engine's default
   * @param shmBytes size of /dev/shm; 0 for the engine's default
   */
  public record Limits(
      long memory,
      long nanoCpus,
      int cpuShares,
      int oomScoreAdj,
      String cgroupParent,
      long shmBytes) {}

  public record Security(
      boolean privileged,
      boolean readOnlyRoot,
      List<String> capabilitiesAdded,
      List<String> capabilitiesDropped,
      List<String> options) {
    public static final Security PLAIN =
        new Security(false, false, List.of(), List.of(), List.of());
  }

  /**
   * @param propagation {@code rprivate}, {@code rslave} or {@code rshared}
   */
  public record MountSpec(String source, String target, boolean readOnly, String propagation) {}

  /**
   * @param protocol {@code tcp}, {@code udp} or {@code sctp}
   * @param hostIp empty for all
   */
  public record PortMapping(int containerPort, int hostPort, String protocol, String hostIp) {}
}
