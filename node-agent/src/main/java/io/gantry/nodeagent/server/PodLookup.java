package io.gantry.nodeagent.server;

import io.gantry.apimodel.Json;
import io.gantry.nodeagent.pod.PodView;
import io.gantry.nodeagent.runtime.ContainerKind;
import io.gantry.nodeagent.runtime.ContainerRuntime;
import io.gantry.nodeagent.runtime.ObservedContainer;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Finds the container a request is about. */
public final class PodLookup {
  private final BiFunction<String, String, Optional<PodView>> find;
  private final Supplier<List<PodView>> all;
  private final ContainerRuntime runtime;

  public PodLookup(
      BiFunction<String, String, Optional<PodView>> find,
      Supplier<List<PodView>> all,
      ContainerRuntime runtime) {
    this.find = find;
    this.all = all;
    this.runtime = runtime;
  }

  List<PodView> pods() {
    return all.get();
  }

  /** The attempts of a container that were made, newest first. */
  List<ObservedContainer> attempts(String namespace, String pod, String container) {
    PodView view =
        find.apply(namespace, pod)
            .orElseThrow(
                () -> new RequestException(404, "pod \"" + pod + "_" + namespace + "\" not found"));
    if (view.container(container).isEmpty()) {
      throw new RequestException(
          404, "container \"" + container + "\" in pod \"" + pod + "\" is not available");
    }
    return runtime.podContainers(view.ref().uid()).stream()
        .filter(seen -> seen.kind() != ContainerKind.SANDBOX)
        .filter(seen -> seen.container().equals(container))
        .sorted(Comparator.comparingInt(ObservedContainer::attempt).reversed())
        .toList();
  }

  /** Why a container has no log yet, as the kubelet says it. */
  String waiting(String namespace, String pod, String container) {
    String reason =
        find.apply(namespace, pod).stream()
            .flatMap(
                view ->
                    Stream.concat(
                        Json.items(view.status(), "containerStatuses").stream(),
                        Json.items(view.status(), "initContainerStatuses").stream()))
            .filter(status -> Json.text(status, "name").equals(container))
            .map(status -> Json.text(status, "state", "waiting", "reason"))
            .findFirst()
            .orElse("");
    return "container \""
        + container
        + "\" in pod \""
        + pod
        + "\" is waiting to start"
        + switch (reason) {
          case "" -> " - no logs yet";
          case "ErrImagePull" -> ": image can't be pulled";
          case "ImagePullBackOff" -> ": trying and failing to pull image";
          default -> ": " + reason;
        };
  }

  ObservedContainer running(String namespace, String pod, String container) {
    return attempts(namespace, pod, container).stream()
        .filter(ObservedContainer::running)
        .findFirst()
        .orElseThrow(
            () -> new RequestException(404, "container not found (\"" + container + "\")"));
  }
}
