package io.gantry.nodeagent.pods;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.containers.ConfigException;
import io.gantry.nodeagent.containers.ConfigSource;
import io.gantry.nodeagent.containers.ContainerEnvironment;
import io.gantry.nodeagent.containers.ContainerSpecPlanner;
import io.gantry.nodeagent.containers.DownwardApi;
import io.gantry.nodeagent.containers.NodeFacts;
import io.gantry.nodeagent.containers.PodMounts;
import io.gantry.nodeagent.images.ImageOutcome;
import io.gantry.nodeagent.images.ImagePuller;
import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.pod.PodAddress;
import io.gantry.nodeagent.pod.PodEvents;
import io.gantry.nodeagent.pod.PodView;
import io.gantry.nodeagent.probes.LifecycleHooks;
import io.gantry.nodeagent.runtime.ContainerRuntime;
import io.gantry.nodeagent.runtime.ContainerSpec;
import io.gantry.nodeagent.runtime.ContainerSpec.MountSpec;
import io.gantry.nodeagent.runtime.ImageInfo;
import io.gantry.nodeagent.runtime.ObservedContainer;
import io.gantry.nodeagent.runtime.RuntimeRefusedException;
import io.gantry.nodeagent.runtime.StartFailedException;
import io.gantry.nodeagent.volumes.PodFiles;
import io.gantry.nodeagent.volumes.VolumeControl;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import tools.jackson.databind.JsonNode;

/** Brings one container up: image, configuration, create, start, and the events that tell of it. */
public final class ContainerStarter {
  private static final long RETRY_SECONDS = 10;
  private static final String HOSTS = "/etc/hosts";
  private static final String RESOLV_CONF = "/etc/resolv.conf";

  private final ContainerRuntime runtime;
  private final ImagePuller images;
  private final VolumeControl volumes;
  private final PodFiles files;
  private final ConfigSource configs;
  private final BiFunction<PodView, ContainerView, Map<String, String>> serviceVariables;
  private final CgroupParents cgroups;
  private final LifecycleHooks hooks;
  private final NodeFacts facts;
  private final PodEvents events;
  private final InstantSource clock;

  /** What is wrong with an attempt; empty reason when it runs. */
  record Result(String reason, String message, Instant retryAt) {
    static final Result RUNS = new Result("", "", null);

    /** The pull's end will wake the worker. */
    static final Result PULLING = new Result("pulling", "", null);

    boolean runs() {
      return reason.isEmpty();
    }
  }

  public ContainerStarter(
      ContainerRuntime runtime,
      ImagePuller images,
      VolumeControl volumes,
      PodFiles files,
      ConfigSource configs,
      BiFunction<PodView, ContainerView, Map<String, String>> serviceVariables,
      CgroupParents cgroups,
      LifecycleHooks hooks,
      NodeFacts facts,
      PodEvents events,
      InstantSource clock) {
    this.runtime = runtime;
    this.images = images;
    this.volumes = volumes;
    this.files = files;
    this.configs = configs;
    this.serviceVariables = serviceVariables;
    this.cgroups = cgroups;
    this.hooks = hooks;
    this.facts = facts;
    this.events = events;
    this.clock = clock;
  }

  Result start(
      PodView pod,
      ContainerView container,
      int attempt,
      ObservedContainer sandbox,
      PodAddress address,
      Runnable wake) {
    return switch (images.ensure(pod, container, attempt, wake)) {
      case ImageOutcome.Pulling pulling -> Result.PULLING;
      case ImageOutcome.Refused refused -> {
        events.warning(pod, container, "Failed", "Error: " + refused.reason());
        yield new Result(refused.reason(), refused.message(), refused.retryAt());
      }
      case ImageOutcome.Present present ->
          withImage(pod, container, attempt, sandbox, address, present.image());
    };
  }

  private Result withImage(
      PodView pod,
      ContainerView container,
      int attempt,
      ObservedContainer sandbox,
      PodAddress address,
      ImageInfo image) {
    ContainerSpec spec;
    try {
      spec = spec(pod, container, attempt, sandbox, address, image);
    } catch (ConfigException e) {
      return refused(pod, container, "CreateContainerConfigError", e.getMessage());
    }
    String id;
    try {
      id = runtime.create(spec);
    } catch (RuntimeRefusedException e) {
      return refused(
          pod, container, "CreateContainerError", "Error response from daemon: " + e.getMessage());
    }
    events.normal(pod, container, "Created", "Created container: " + container.name());
    try {
      runtime.start(id);
    } catch (StartFailedException e) {
      events.warning(pod, container, "Failed", "Error: " + e.getMessage());
      return new Result("RunContainerError", e.getMessage(), clock.instant());
    }
    events.normal(pod, container, "Started", "Started container " + container.name());
    postStart(pod, container, id, address);
    return Result.RUNS;
  }

  /** Beside the program; when the hook fails the container is killed, and restarted or not. */
  private void postStart(PodView pod, ContainerView container, String id, PodAddress address) {
    JsonNode hook = Json.at(container.spec(), "lifecycle", "postStart");
    if (hook == null) {
      return;
    }
    Thread.ofVirtual()
        .name("postStart " + container.name())
        .start(
            () -> {
              try {
                Optional<ObservedContainer> running = runtime.inspect(id);
                if (running.isEmpty()) {
                  return;
                }
                String ip = pod.hostNetwork() ? facts.node().ip() : address.ip();
                String failure = hooks.run(hook, pod, container, running.get(), ip);
                if (!failure.isEmpty()) {
                  events.warning(pod, container, "FailedPostStartHook", "PostStartHook failed");
                  events.normal(pod, container, "Killing", "FailedPostStartHook");
                  runtime.signal(id, "SIGKILL");
                }
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
  }

  private Result refused(PodView pod, ContainerView container, String reason, String message) {
    events.warning(pod, container, "Failed", "Error: " + message);
    return new Result(reason, message, clock.instant().plusSeconds(RETRY_SECONDS));
  }

  private ContainerSpec spec(
      PodView pod,
      ContainerView container,
      int attempt,
      ObservedContainer sandbox,
      PodAddress address,
      ImageInfo image) {
    DownwardApi downward = new DownwardApi(pod, facts.node(), address);
    Map<String, String> environment =
        new ContainerEnvironment(pod, configs, downward)
            .environment(container, serviceVariables.apply(pod, container));
    return new ContainerSpecPlanner(pod, facts.node(), facts.negativeOomScores())
        .container(
            container,
            attempt,
            sandbox,
            image,
            environment,
            mounts(pod, container, attempt, environment),
            cgroups.parent(pod.ref().uid()));
  }

  private PodMounts mounts(
      PodView pod, ContainerView container, int attempt, Map<String, String> environment) {
    List<MountSpec> mounts = new ArrayList<>(volumes.mounts(pod, container, environment));
    String uid = pod.ref().uid();
    addUnlessTaken(mounts, files.hosts(uid), HOSTS);
    addUnlessTaken(mounts, files.resolvConf(uid), RESOLV_CONF);
    String messagePath = Json.text(container.spec(), "terminationMessagePath");
    String messageFile = "";
    if (!messagePath.isEmpty()) {
      Path file = files.terminationMessage(uid, container.name(), attempt);
      makeMessageFile(file);
      addUnlessTaken(mounts, file, messagePath);
      messageFile = file.toString();
    }
    return new PodMounts(mounts, messageFile);
  }

  private static void addUnlessTaken(List<MountSpec> mounts, Path source, String target) {
    Optional<MountSpec> taken =
        mounts.stream().filter(mount -> mount.target().equals(target)).findFirst();
    if (taken.isEmpty()) {
      mounts.add(new MountSpec(source.toString(), target, false, "rprivate"));
    }
  }

  /** Whoever the container runs as may write it. */
  private static void makeMessageFile(Path file) {
    try {
      Files.createDirectories(file.getParent());
      Files.write(file, new byte[0]);
      Files.setPosixFilePermissions(
          file, java.nio.file.attribute.PosixFilePermissions.fromString("rw-rw-rw-"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
