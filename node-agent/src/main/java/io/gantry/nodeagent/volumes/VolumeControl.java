package io.gantry.nodeagent.volumes;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.containers.ConfigException;
import io.gantry.nodeagent.containers.ConfigSource;
import io.gantry.nodeagent.containers.DownwardApi;
import io.gantry.nodeagent.containers.Expansion;
import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.pod.PodView;
import io.gantry.nodeagent.runtime.ContainerSpec.MountSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.JsonNode;

/** Provides a pod's volumes as directories and says how containers mount them. */
public final class VolumeControl {
  private final PodFiles files;
  private final ConfigSource configs;
  private final PodTokens tokens;
  private final InstantSource clock;

  public VolumeControl(
      PodFiles files, ConfigSource configs, PodTokens tokens, InstantSource clock) {
    this.files = files;
    this.configs = configs;
    this.tokens = tokens;
    this.clock = clock;
  }

  /**
   * Provides all volumes; called again, brings files up to date with their sources.
   *
   * @throws VolumeException for the first volume that cannot be provided
   */
  public void prepare(PodView pod, DownwardApi downward) {
    PayloadSource planner = new PayloadSource(pod, configs, downward, tokens);
    for (JsonNode volume : Json.items(pod.spec(), "volumes")) {
      String name = Json.text(volume, "name");
      try {
        Payload payload = planner.payload(volume);
        if (payload != null) {
          new AtomicWriter(path(pod, volume), fsGroup(pod)).write(payload, clock.instant());
        } else if (Json.has(volume, "emptyDir")) {
          emptyDir(pod, path(pod, volume));
        } else if (Json.has(volume, "hostPath")) {
          HostPath.check(volume.get("hostPath"));
        } else {
          throw new ConfigException("no volume plugin matched");
        }
      } catch (ConfigException | IOException e) {
        throw new VolumeException(
            name, "MountVolume.SetUp failed for volume \"" + name + "\" : " + e.getMessage());
      }
    }
  }

  private static long fsGroup(PodView pod) {
    return Json.number(pod.spec(), -1, "securityContext", "fsGroup");
  }

  private static void emptyDir(PodView pod, Path path) throws IOException {
    if (Files.isDirectory(path)) {
      return;
    }
    Files.createDirectories(path);
    long group = fsGroup(pod);
    if (group >= 0) {
      Files.setAttribute(path, "unix:gid", (int) group);
      AtomicWriter.Modes.set(path, 02777);
    } else {
      AtomicWriter.Modes.set(path, 0777);
    }
  }

  /** Where a volume lies; secrets and what is to be in memory apart from the rest. */
  private Path path(PodView pod, JsonNode volume) {
    String uid = pod.ref().uid();
    String name = Json.text(volume, "name");
    if (Json.has(volume, "hostPath")) {
      return Path.of(Json.text(volume, "hostPath", "path"));
    }
    boolean inMemory =
        Json.has(volume, "secret")
            || Json.has(volume, "projected")
            || Json.text(volume, "emptyDir", "medium").startsWith("Memory");
    return inMemory ? files.volatileVolume(uid, name) : files.volume(uid, name);
  }

  /** The container's volume mounts; volumes are prepared. */
  public List<MountSpec> mounts(
      PodView pod, ContainerView container, Map<String, String> environment) {
    List<MountSpec> mounts = new ArrayList<>();
    for (JsonNode mount : Json.items(container.spec(), "volumeMounts")) {
      String name = Json.text(mount, "name");
      Optional<JsonNode> volume =
          Json.items(pod.spec(), "volumes").stream()
              .filter(candidate -> Json.text(candidate, "name").equals(name))
              .findFirst();
      if (volume.isEmpty()) {
        throw new ConfigException(
            "cannot find volume \""
                + name
                + "\" to mount into container \""
                + container.name()
                + "\"");
      }
      Path source = subPath(mount, path(pod, volume.get()), environment);
      mounts.add(
          new MountSpec(
              source.toString(),
              absolute(Json.text(mount, "mountPath")),
              Json.bool(mount, false, "readOnly") || alwaysReadOnly(volume.get()),
              propagation(Json.text(mount, "mountPropagation"))));
    }
    return mounts;
  }

  private static boolean alwaysReadOnly(JsonNode volume) {
    return Json.has(volume, "configMap")
        || Json.has(volume, "secret")
        || Json.has(volume, "projected")
        || Json.has(volume, "downwardAPI");
  }

  private static String absolute(String path) {
    return path.startsWith("/") ? path : "/" + path;
  }

  private static String propagation(String kubernetes) {
    return switch (kubernetes) {
      case "HostToContainer" -> "rslave";
      case "Bidirectional" -> "rshared";
      default -> "rprivate";
    };
  }

  private static Path subPath(JsonNode mount, Path volume, Map<String, String> environment) {
    String sub = Json.text(mount, "subPath");
    String expression = Json.text(mount, "subPathExpr");
    if (!expression.isEmpty()) {
      sub = Expansion.expand(expression, environment);
      if (sub.contains("$(")) {
        throw new ConfigException("missing value for \"" + missing(sub) + "\"");
      }
    }
    if (sub.isEmpty()) {
      return volume;
    }
    try {
      Path root = volume.toRealPath();
      Path inside = volume.resolve(sub).normalize();
      if (!inside.startsWith(volume)) {
        throw new ConfigException("failed to prepare subPath for volumeMount");
      }
      if (!Files.exists(inside)) {
        Files.createDirectories(inside);
        AtomicWriter.Modes.set(inside, 0750);
      }
      // A link planted in the volume must not lead out of it.
      Path real = inside.toRealPath();
      if (!real.startsWith(root)) {
        throw new ConfigException("failed to prepare subPath for volumeMount");
      }
      return real;
    } catch (IOException e) {
      throw new ConfigException("failed to prepare subPath for volumeMount: " + e.getMessage());
    }
  }

  private static String missing(String text) {
    int open = text.indexOf("$(");
    int close = text.indexOf(')', open);
    return close < 0 ? text : text.substring(open + 2, close);
  }

  /** The pod is gone: so are its volumes. */
  public void remove(String podUid) {
    tokens.forget(podUid);
    files.remove(podUid);
  }
}
