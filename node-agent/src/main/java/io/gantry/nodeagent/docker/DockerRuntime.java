package io.gantry.nodeagent.docker;

import com.github.dockerjava.api.async.ResultCallback;
import com.github.dockerjava.api.command.InspectContainerResponse;
import com.github.dockerjava.api.command.LogContainerCmd;
import com.github.dockerjava.api.model.Container;
import com.github.dockerjava.api.model.ContainerNetwork;
import com.github.dockerjava.api.model.Frame;
import com.github.dockerjava.api.model.StreamType;
import io.gantry.apimodel.Json;
import io.gantry.nodeagent.runtime.ContainerRuntime;
import io.gantry.nodeagent.runtime.ContainerSpec;
import io.gantry.nodeagent.runtime.ContainerSummary;
import io.gantry.nodeagent.runtime.ExecSpec;
import io.gantry.nodeagent.runtime.ImageInfo;
import io.gantry.nodeagent.runtime.Labels;
import io.gantry.nodeagent.runtime.LogOptions;
import io.gantry.nodeagent.runtime.ObservedContainer;
import io.gantry.nodeagent.runtime.OutputSink;
import io.gantry.nodeagent.runtime.RegistryLogin;
import io.gantry.nodeagent.runtime.RunningProcess;
import io.gantry.nodeagent.runtime.RuntimeListener;
import io.gantry.nodeagent.runtime.RuntimeRefusedException;
import io.gantry.nodeagent.runtime.StartFailedException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/** The Docker Engine as the agent's container runtime. */
public final class DockerRuntime implements ContainerRuntime {
  private final DockerEngine engine;
  private final DockerImages images;
  private final Map<String, String> ownLabels;
  private final ContainerCache cache = new ContainerCache();

  /**
   * @param cluster and node: every container carries both; others are not seen
   */
  public DockerRuntime(DockerAddress address, String cluster, String node) {
    this.engine = new DockerEngine(address);
    this.images = new DockerImages(engine);
    this.ownLabels = Map.of(Labels.CLUSTER, cluster, Labels.NODE, node);
  }

  @Override
  public String version() {
    return "docker://" + engine.engineVersion();
  }

  @Override
  public List<ContainerSummary> list() {
    long asked = cache.now();
    List<ContainerSummary> containers =
        listed(ownLabels).stream().map(DockerObservation::summary).toList();
    cache.listed(asked, containers);
    return containers;
  }

  @Override
  public List<ObservedContainer> podContainers(String podUid) {
    List<ObservedContainer> observed = new ArrayList<>();
    for (ContainerCache.Known known : cache.pod(podUid).orElseGet(() -> ask(podUid))) {
      known.seen().or(() -> inspect(known.id())).ifPresent(observed::add);
    }
    observed.sort(Comparator.comparing(ObservedContainer::createdAt).reversed());
    return observed;
  }

  private List<ContainerCache.Known> ask(String podUid) {
    Map<String, String> labels = new HashMap<>(ownLabels);
    labels.put(Labels.POD_UID, podUid);
    return listed(labels).stream()
        .map(
            container ->
                new ContainerCache.Known(
                    container.getId(),
                    cache.recall(container.getId(), DockerObservation.state(container.getState()))))
        .toList();
  }

  private List<Container> listed(Map<String, String> labels) {
    return engine.call(
        client -> client.listContainersCmd().withShowAll(true).withLabelFilter(labels).exec());
  }

  @Override
  public Optional<ObservedContainer> inspect(String id) {
    long asked = cache.now();
    try {
      InspectContainerResponse inspect =
          engine.call(client -> client.inspectContainerCmd(id).exec());
      ObservedContainer seen = DockerObservation.observed(inspect);
      cache.inspected(asked, seen);
      return Optional.of(seen);
    } catch (RuntimeRefusedException e) {
      if (e.code() == 404) {
        cache.gone(id);
        return Optional.empty();
      }
      throw e;
    }
  }

  @Override
  public String create(ContainerSpec spec) {
    Map<String, String> labels = new HashMap<>(spec.labels());
    labels.putAll(ownLabels);
    ContainerSpec labelled =
        new ContainerSpec(
            spec.name(),
            spec.image(),
            labels,
            spec.program(),
            spec.namespaces(),
            spec.limits(),
            spec.security(),
            spec.mounts(),
            spec.ports());
    try {
      return created(labelled);
    } catch (RuntimeRefusedException e) {
      if (e.code() != 409) {
        throw e;
      }
      // A container of this very attempt, made by an agent that ended before it knew.
      remove(spec.name());
      return created(labelled);
    }
  }

  private String created(ContainerSpec spec) {
    String id =
        engine.call(
            client ->
                DockerContainers.fill(client.createContainerCmd(spec.image()), spec)
                    .exec()
                    .getId());
    cache.created(id, spec.labels().getOrDefault(Labels.POD_UID, ""));
    return id;
  }

  @Override
  public void start(String id) {
    cache.starting(id);
    try {
      engine.callQuietly(client -> client.startContainerCmd(id).exec());
    } catch (RuntimeRefusedException e) {
      cache.notStarted(id);
      throw new StartFailedException(e.getMessage());
    }
    cache.touched(id);
  }

  @Override
  public void signal(String id, String signal) {
    String name = signal.isEmpty() ? stopSignal(id) : signal;
    try {
      engine.callQuietly(client -> client.killContainerCmd(id).withSignal(name).exec());
    } catch (RuntimeRefusedException e) {
      if (e.code() != 409) {
        throw e;
      }
      // 409: it does not run (any more), which is what was wanted.
    }
  }

  private String stopSignal(String id) {
    try {
      Object configured =
          engine.call(
              client ->
                  client
                      .inspectContainerCmd(id)
                      .exec()
                      .getConfig()
                      .getRawValues()
                      .get("StopSignal"));
      return configured instanceof String text && !text.isEmpty() ? text : "SIGTERM";
    } catch (RuntimeRefusedException e) {
      if (e.code() == 404) {
        return "SIGTERM";
      }
      throw e;
    }
  }

  @Override
  public void remove(String id) {
    try {
      engine.callQuietly(
          client -> client.removeContainerCmd(id).withForce(true).withRemoveVolumes(true).exec());
      cache.gone(id);
    } catch (RuntimeRefusedException e) {
      if (e.code() != 409) {
        throw e;
      }
      // 409: its removal is under way already.
    }
  }

  @Override
  public String address(String id) {
    InspectContainerResponse inspect = engine.call(client -> client.inspectContainerCmd(id).exec());
    return inspect.getNetworkSettings().getNetworks().values().stream()
        .map(ContainerNetwork::getIpAddress)
        .filter(address -> address != null && !address.isEmpty())
        .findFirst()
        .orElse("");
  }

  @Override
  public Optional<ImageInfo> image(String reference) {
    return images.image(reference);
  }

  @Override
  public List<ImageInfo> images() {
    return images.images();
  }

  @Override
  public void pull(String reference, RegistryLogin login) {
    images.pull(reference, login);
  }

  @Override
  public String sandboxImage() {
    return images.sandboxImage();
  }

  @Override
  public AutoCloseable watch(RuntimeListener listener) {
    return new DockerEvents(engine, images, cache, ownLabels, listener).start();
  }

  @Override
  public void logs(String id, LogOptions options, OutputSink sink) throws InterruptedException {
    try (LogCopy copy = new LogCopy(sink)) {
      engine.call(client -> logCommand(client.logContainerCmd(id), options).exec(copy));
      copy.awaitCompletion();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static LogContainerCmd logCommand(LogContainerCmd command, LogOptions options) {
    command
        .withFollowStream(options.follow())
        .withTimestamps(options.timestamps())
        .withStdOut(options.stdout())
        .withStdErr(options.stderr());
    if (options.tailLines() >= 0) {
      command.withTail((int) Math.min(options.tailLines(), Integer.MAX_VALUE));
    }
    Instant since = options.since();
    if (since != null) {
      command.withSince((int) since.getEpochSecond());
    }
    return command;
  }

  @Override
  public RunningProcess exec(String id, ExecSpec spec) {
    String execId =
        engine.call(
            client ->
                client
                    .execCreateCmd(id)
                    .withCmd(spec.command().toArray(String[]::new))
                    .withAttachStdin(spec.stdin())
                    .withAttachStdout(spec.stdout())
                    .withAttachStderr(spec.stderr())
                    .withTty(spec.tty())
                    .exec()
                    .getId());
    ObjectNode start = Json.object();
    start.put("Detach", false).put("Tty", spec.tty());
    HijackedConnection connection =
        HijackedConnection.open(
            engine.address(),
            "/v" + engine.apiVersion() + "/exec/" + execId + "/start",
            Json.bytes(start));
    return new DockerProcess(engine, execId, spec.tty(), connection);
  }

  @Override
  public RunningProcess attach(String id, ExecSpec spec) {
    String path =
        "/v"
            + engine.apiVersion()
            + "/containers/"
            + id
            + "/attach?stream=1&stdin="
            + flag(spec.stdin())
            + "&stdout="
            + flag(spec.stdout())
            + "&stderr="
            + flag(spec.stderr());
    HijackedConnection connection = HijackedConnection.open(engine.address(), path, new byte[0]);
    return new DockerAttachment(engine, id, spec.tty(), connection);
  }

  private static String flag(boolean value) {
    return value ? "1" : "0";
  }

  @Override
  public void close() {
    engine.close();
  }

  /** Hands frames on; a sink that fails (its reader left) ends the stream. */
  private static final class LogCopy extends ResultCallback.Adapter<Frame> {
    private final OutputSink sink;

    LogCopy(OutputSink sink) {
      this.sink = sink;
    }

    @Override
    public void onNext(Frame frame) {
      try {
        if (frame.getStreamType() == StreamType.STDERR) {
          sink.stderr(frame.getPayload());
        } else {
          sink.stdout(frame.getPayload());
        }
      } catch (IOException e) {
        onComplete();
      }
    }
  }
}
