package io.gantry.nodeagent.runtime;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * An engine in memory. Containers run until the test ends them; images are there or not; a program
 * named {@code nosuchprogram} cannot be started; the whole engine can be gone for a while.
 */
public final class FakeRuntime implements ContainerRuntime {
  private final InstantSource clock;
  private final Map<String, ObservedContainer> containers = new TreeMap<>();
  private final Set<String> images = ConcurrentHashMap.newKeySet();
  private final Map<String, String> refusedPulls = new ConcurrentHashMap<>();
  private final List<RuntimeListener> listeners = new CopyOnWriteArrayList<>();
  private volatile boolean gone;
  private volatile boolean ignoresTerm;
  private long made;

  public FakeRuntime(InstantSource clock) {
    this.clock = clock;
  }

  public FakeRuntime withImage(String reference) {
    images.add(reference);
    return this;
  }

  public FakeRuntime refusingPull(String reference, String message) {
    refusedPulls.put(reference, message);
    return this;
  }

  /** Programs end at SIGKILL only. */
  public void ignoreTerm(boolean ignore) {
    ignoresTerm = ignore;
  }

  public void gone(boolean isGone) {
    gone = isGone;
    if (!isGone) {
      listeners.forEach(RuntimeListener::resynchronize);
    }
  }

  /** The newest container of that name that runs ends by itself. */
  public void end(String container, int exitCode) {
    ObservedContainer running =
        all().stream()
            .filter(seen -> seen.running() && seen.container().equals(container))
            .findFirst()
            .orElseThrow(() -> new AssertionError(container + " does not run: " + all()));
    exit(running, exitCode);
  }

  /** Ends a container whose program nobody asked to. */
  public void exit(ObservedContainer running, int exitCode) {
    synchronized (this) {
      containers.put(running.id(), ended(running, exitCode, false, ""));
    }
    told(running.pod().uid());
  }

  public synchronized List<ObservedContainer> all() {
    return newestFirst(new ArrayList<>(containers.values()));
  }

  private static List<ObservedContainer> newestFirst(List<ObservedContainer> list) {
    list.sort(Comparator.comparing(ObservedContainer::id).reversed());
    return list;
  }

  private void answer() {
    if (gone) {
      throw new RuntimeGoneException("container runtime is down", null);
    }
  }

  private void told(String podUid) {
    listeners.forEach(listener -> listener.podChanged(podUid));
  }

  @Override
  public String version() {
    answer();
    return "docker://fake";
  }

  @Override
  public synchronized List<ContainerSummary> list() {
    answer();
    return containers.values().stream()
        .map(c -> new ContainerSummary(c.id(), c.kind(), c.pod(), c.state(), c.labels()))
        .toList();
  }

  @Override
  public synchronized List<ObservedContainer> podContainers(String podUid) {
    answer();
    return newestFirst(
        new ArrayList<>(
            containers.values().stream().filter(c -> c.pod().uid().equals(podUid)).toList()));
  }

  @Override
  public synchronized Optional<ObservedContainer> inspect(String id) {
    answer();
    return Optional.ofNullable(containers.get(id));
  }

  @Override
  public synchronized String create(ContainerSpec spec) {
    answer();
    if (!images.contains(spec.image()) && !spec.image().equals(sandboxImage())) {
      throw new RuntimeRefusedException(404, "No such image: " + spec.image());
    }
    String id = HexFormat.of().toHexDigits(++made) + "0".repeat(48);
    Map<String, String> labels = spec.labels();
    boolean wrong = spec.program().args().contains("nosuchprogram");
    containers.put(
        id,
        new ObservedContainer(
            id,
            ContainerKind.valueOf(labels.get(Labels.KIND)),
            new PodRef(
                labels.get(Labels.POD_NAMESPACE),
                labels.get(Labels.POD_NAME),
                labels.get(Labels.POD_UID)),
            labels.get(Labels.CONTAINER),
            Integer.parseInt(labels.get(Labels.ATTEMPT)),
            ContainerState.CREATED,
            spec.image(),
            "sha256:" + "a".repeat(64),
            clock.instant(),
            null,
            null,
            0,
            false,
            false,
            wrong ? "exec: \"nosuchprogram\": executable file not found in $PATH" : "",
            0,
            false,
            labels));
    return id;
  }

  @Override
  public void start(String id) {
    answer();
    ObservedContainer created;
    synchronized (this) {
      created = containers.get(id);
      if (!created.error().isEmpty()) {
        containers.put(id, ended(created, 127, true, created.error()));
      } else {
        containers.put(id, running(created, clock.instant()));
      }
    }
    told(created.pod().uid());
    if (!created.error().isEmpty()) {
      throw new StartFailedException(created.error());
    }
  }

  @Override
  public void signal(String id, String signal) {
    answer();
    ObservedContainer running = inspect(id).orElse(null);
    if (running != null && running.running() && (signal.equals("SIGKILL") || !ignoresTerm)) {
      exit(running, signal.equals("SIGKILL") ? 137 : 143);
    }
  }

  @Override
  public void remove(String id) {
    answer();
    ObservedContainer removed;
    synchronized (this) {
      removed = containers.remove(id);
    }
    if (removed != null) {
      told(removed.pod().uid());
    }
  }

  @Override
  public String address(String id) {
    return "172.17.0." + (2 + Long.parseLong(id.substring(0, 16), 16) % 250);
  }

  @Override
  public Optional<ImageInfo> image(String reference) {
    answer();
    return images.contains(reference)
        ? Optional.of(
            new ImageInfo("sha256:" + "a".repeat(64), List.of(reference), List.of(), 1000, ""))
        : Optional.empty();
  }

  @Override
  public List<ImageInfo> images() {
    answer();
    return images.stream().map(this::image).flatMap(Optional::stream).toList();
  }

  @Override
  public void pull(String reference, RegistryLogin login) {
    answer();
    String refusal = refusedPulls.get(reference);
    if (refusal != null) {
      throw new RuntimeRefusedException(404, refusal);
    }
    images.add(reference);
  }

  @Override
  public String sandboxImage() {
    return "pause";
  }

  @Override
  public AutoCloseable watch(RuntimeListener listener) {
    listeners.add(listener);
    listener.resynchronize();
    return () -> listeners.remove(listener);
  }

  @Override
  public void logs(String id, LogOptions options, OutputSink sink) {
    answer();
  }

  @Override
  public RunningProcess exec(String id, ExecSpec spec) {
    throw new RuntimeRefusedException(501, "no programs in memory");
  }

  @Override
  public RunningProcess attach(String id, ExecSpec spec) {
    throw new RuntimeRefusedException(501, "no programs in memory");
  }

  @Override
  public void close() {
    listeners.clear();
  }

  private static ObservedContainer running(ObservedContainer c, Instant now) {
    return new ObservedContainer(
        c.id(),
        c.kind(),
        c.pod(),
        c.container(),
        c.attempt(),
        ContainerState.RUNNING,
        c.image(),
        c.imageId(),
        c.createdAt(),
        now,
        null,
        0,
        false,
        false,
        "",
        4711,
        c.tty(),
        c.labels());
  }

  private ObservedContainer ended(ObservedContainer c, int code, boolean failed, String error) {
    return new ObservedContainer(
        c.id(),
        c.kind(),
        c.pod(),
        c.container(),
        c.attempt(),
        ContainerState.EXITED,
        c.image(),
        c.imageId(),
        c.createdAt(),
        c.startedAt(),
        failed ? null : clock.instant(),
        code,
        failed,
        false,
        error,
        0,
        c.tty(),
        c.labels());
  }
}
