package io.gantry.nodeagent.docker;

import com.github.dockerjava.api.command.CreateContainerCmd;
import com.github.dockerjava.api.model.BindOptions;
import com.github.dockerjava.api.model.BindPropagation;
import com.github.dockerjava.api.model.Capability;
import com.github.dockerjava.api.model.ExposedPort;
import com.github.dockerjava.api.model.HostConfig;
import com.github.dockerjava.api.model.InternetProtocol;
import com.github.dockerjava.api.model.LogConfig;
import com.github.dockerjava.api.model.Mount;
import com.github.dockerjava.api.model.MountType;
import com.github.dockerjava.api.model.PortBinding;
import com.github.dockerjava.api.model.Ports;
import io.gantry.nodeagent.runtime.ContainerSpec;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A {@link ContainerSpec} as a Docker request. */
final class DockerContainers {
  private static final Map<String, String> LOG_OPTIONS = Map.of("max-size", "10m", "max-file", "3");

  /** A network namespace with nothing in it, for the agent to connect. */
  private static final String NO_NETWORK = "none";

  private static final Path IPV6 = Path.of("/proc/sys/net/ipv6/conf/all/disable_ipv6");
  private static final Map<String, String> WITHOUT_IPV6 =
      Map.of("net.ipv6.conf.all.disable_ipv6", "1", "net.ipv6.conf.default.disable_ipv6", "1");

  private DockerContainers() {}

  static CreateContainerCmd fill(CreateContainerCmd create, ContainerSpec spec) {
    ContainerSpec.Program program = spec.program();
    create
        .withName(spec.name())
        .withLabels(spec.labels())
        .withEnv(program.env())
        .withTty(program.tty())
        .withStdinOpen(program.stdin())
        .withStdInOnce(program.stdinOnce())
        .withAttachStdin(false)
        .withAttachStdout(false)
        .withAttachStderr(false)
        .withHostConfig(hostConfig(spec));
    if (spec.namespaces().network().equals(NO_NETWORK)) {
      // It gets its namespace all the same. Otherwise the engine keeps the books of a network that
      // has nothing in it, and starts its own, large program once per sandbox to do so: half of
      // what two containers cost.
      create.withNetworkDisabled(true);
    }
    if (!program.entrypoint().isEmpty()) {
      create.withEntrypoint(program.entrypoint());
    }
    if (!program.args().isEmpty()) {
      create.withCmd(program.args());
    }
    if (!program.user().isEmpty()) {
      create.withUser(program.user());
    }
    if (!program.workingDir().isEmpty()) {
      create.withWorkingDir(program.workingDir());
    }
    if (!spec.namespaces().hostname().isEmpty()) {
      create.withHostName(spec.namespaces().hostname());
    }
    if (!spec.ports().isEmpty()) {
      create.withExposedPorts(spec.ports().stream().map(DockerContainers::exposed).toList());
    }
    return create;
  }

  private static HostConfig hostConfig(ContainerSpec spec) {
    ContainerSpec.Namespaces namespaces = spec.namespaces();
    ContainerSpec.Limits limits = spec.limits();
    ContainerSpec.Security security = spec.security();
    HostConfig host =
        HostConfig.newHostConfig()
            .withNetworkMode(namespaces.network())
            .withIpcMode(namespaces.ipc())
            .withOomScoreAdj(limits.oomScoreAdj())
            .withPrivileged(security.privileged())
            .withReadonlyRootfs(security.readOnlyRoot())
            .withGroupAdd(spec.program().groups())
            .withMounts(spec.mounts().stream().map(DockerContainers::mount).toList())
            .withLogConfig(new LogConfig(LogConfig.LoggingType.JSON_FILE, LOG_OPTIONS));
    if (!namespaces.pid().isEmpty()) {
      host.withPidMode(namespaces.pid());
    }
    if (!namespaces.uts().isEmpty()) {
      host.withUtSMode(namespaces.uts());
    }
    Map<String, String> sysctls = sysctls(namespaces);
    if (!sysctls.isEmpty()) {
      host.withSysctls(sysctls);
    }
    if (limits.memory() > 0) {
      // Without swap of its own, as the kubelet: what is over the limit is killed, not swapped.
      host.withMemory(limits.memory()).withMemorySwap(limits.memory());
    }
    if (limits.nanoCpus() > 0) {
      host.withNanoCPUs(limits.nanoCpus());
    }
    if (limits.cpuShares() > 0) {
      host.withCpuShares(limits.cpuShares());
    }
    if (!limits.cgroupParent().isEmpty()) {
      host.withCgroupParent(limits.cgroupParent());
    }
    if (limits.shmBytes() > 0) {
      host.withShmSize(limits.shmBytes());
    }
    if (!security.capabilitiesAdded().isEmpty()) {
      host.withCapAdd(capabilities(security.capabilitiesAdded()));
    }
    if (!security.capabilitiesDropped().isEmpty()) {
      host.withCapDrop(capabilities(security.capabilitiesDropped()));
    }
    if (!security.options().isEmpty()) {
      host.withSecurityOpts(security.options());
    }
    if (!spec.ports().isEmpty()) {
      List<PortBinding> bindings = new ArrayList<>();
      for (ContainerSpec.PortMapping port : spec.ports()) {
        bindings.add(
            new PortBinding(
                new Ports.Binding(
                    port.hostIp().isEmpty() ? null : port.hostIp(),
                    Integer.toString(port.hostPort())),
                exposed(port)));
      }
      host.withPortBindings(bindings);
    }
    return host;
  }

  /** The engine turns IPv6 off in networks without it, which this one is as long as ours are. */
  private static Map<String, String> sysctls(ContainerSpec.Namespaces namespaces) {
    if (!namespaces.network().equals(NO_NETWORK) || !Files.exists(IPV6)) {
      return namespaces.sysctls();
    }
    Map<String, String> all = new HashMap<>(WITHOUT_IPV6);
    all.putAll(namespaces.sysctls());
    return all;
  }

  private static ExposedPort exposed(ContainerSpec.PortMapping port) {
    return new ExposedPort(
        port.containerPort(), InternetProtocol.parse(port.protocol().toLowerCase(Locale.ROOT)));
  }

  /** Names docker-java does not know are left out: the kernel of its day did not know them. */
  private static Capability[] capabilities(List<String> names) {
    List<Capability> known = new ArrayList<>();
    for (String name : names) {
      String plain = name.toUpperCase(Locale.ROOT);
      plain = plain.startsWith("CAP_") ? plain.substring(4) : plain;
      for (Capability capability : Capability.values()) {
        if (capability.name().equals(plain)) {
          known.add(capability);
        }
      }
    }
    return known.toArray(Capability[]::new);
  }

  private static Mount mount(ContainerSpec.MountSpec mount) {
    return new Mount()
        .withType(MountType.BIND)
        .withSource(mount.source())
        .withTarget(mount.target())
        .withReadOnly(mount.readOnly())
        .withBindOptions(new BindOptions().withPropagation(propagation(mount.propagation())));
  }

  private static BindPropagation propagation(String name) {
    return switch (name) {
      case "rslave" -> BindPropagation.R_SLAVE;
      case "rshared" -> BindPropagation.R_SHARED;
      default -> BindPropagation.R_PRIVATE;
    };
  }
}
