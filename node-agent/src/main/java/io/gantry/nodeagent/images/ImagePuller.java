package io.gantry.nodeagent.images;

import io.gantry.nodeagent.containers.ConfigSource;
import io.gantry.nodeagent.pod.ContainerView;
import io.gantry.nodeagent.pod.CrashBackOff;
import io.gantry.nodeagent.pod.PodEvents;
import io.gantry.nodeagent.pod.PodView;
import io.gantry.nodeagent.runtime.ContainerRuntime;
import io.gantry.nodeagent.runtime.ImageInfo;
import io.gantry.nodeagent.runtime.RegistryLogin;
import io.gantry.nodeagent.runtime.RuntimeRefusedException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/**
 * Sees to it that a container's image is there, by its pull policy. Pulls run beside the workers,
 * which are woken at their end; failed ones are held back longer each time.
 */
public final class ImagePuller {
  private static final Duration ERROR_SHOWN = Duration.ofSeconds(2);
  private static final Pattern NAME =
      Pattern.compile(
          "(?:[a-zA-Z0-9.-]+(?::[0-9]+)?/)?[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*"
              + "(?:/[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*)*"
              + "(?::[\\w][\\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,})?");

  private final ContainerRuntime runtime;
  private final ConfigSource configs;
  private final PodEvents events;
  private final InstantSource clock;
  private final CrashBackOff backOff = new CrashBackOff();
  private final Map<String, Pull> pulls = new ConcurrentHashMap<>();
  private final Map<String, String> lastErrors = new ConcurrentHashMap<>();

  private enum Stage {
    RUNNING,
    SUCCEEDED,
    FAILED
  }

  private static final class Pull {
    private volatile Stage stage = Stage.RUNNING;
    private volatile String error = "";
  }

  public ImagePuller(
      ContainerRuntime runtime, ConfigSource configs, PodEvents events, InstantSource clock) {
    this.runtime = runtime;
    this.configs = configs;
    this.events = events;
    this.clock = clock;
  }

  /**
   * @param attempt the start that needs the image: each one pulls where the policy is Always
   * @param wake called when a pull has ended
   */
  public ImageOutcome ensure(PodView pod, ContainerView container, int attempt, Runnable wake) {
    String image = container.image();
    if (!NAME.matcher(image).matches()) {
      String message =
          "Failed to apply default image tag \""
              + image
              + "\": couldn't parse image name \""
              + image
              + "\": invalid reference format";
      events.warning(pod, container, "InspectFailed", message);
      return new ImageOutcome.Refused("InvalidImageName", message, later());
    }
    String pullKey = pod.ref().uid() + "/" + container.name() + "/" + attempt;
    Pull pull = pulls.get(pullKey);
    if (pull != null) {
      switch (pull.stage) {
        case RUNNING -> {
          return new ImageOutcome.Pulling();
        }
        case SUCCEEDED -> {
          pulls.remove(pullKey);
          Optional<ImageInfo> found = runtime.image(image);
          if (found.isPresent()) {
            return new ImageOutcome.Present(found.get());
          }
        }
        case FAILED -> {
          pulls.remove(pullKey);
          return new ImageOutcome.Refused(
              "ErrImagePull", pull.error, clock.instant().plus(ERROR_SHOWN));
        }
      }
    }
    return decide(pod, container, pullKey, wake);
  }

  private ImageOutcome decide(PodView pod, ContainerView container, String pullKey, Runnable wake) {
    String image = container.image();
    String policy = policy(container);
    Optional<ImageInfo> found = runtime.image(image);
    if (found.isPresent() && !policy.equals("Always")) {
      events.normal(
          pod, container, "Pulled", "Container image \"" + image + "\" already present on machine");
      return new ImageOutcome.Present(found.get());
    }
    if (policy.equals("Never")) {
      String message = "Container image \"" + image + "\" is not present with pull policy of Never";
      events.warning(pod, container, "ErrImageNeverPull", message);
      return new ImageOutcome.Refused("ErrImageNeverPull", message, later());
    }
    String backOffKey = backOffKey(pod, image);
    Instant now = clock.instant();
    Instant until = backOff.until(backOffKey, null, now);
    if (until.isAfter(now)) {
      String message = "Back-off pulling image \"" + image + "\"";
      events.normal(pod, container, "BackOff", message);
      String last = lastErrors.get(backOffKey);
      return new ImageOutcome.Refused(
          "ImagePullBackOff", last == null ? message : message + ": ErrImagePull: " + last, until);
    }
    Pull pull = new Pull();
    pulls.put(pullKey, pull);
    events.normal(pod, container, "Pulling", "Pulling image \"" + image + "\"");
    Thread.ofVirtual()
        .name("pull " + image)
        .start(() -> pull(pod, container, pull, backOffKey, wake));
    return new ImageOutcome.Pulling();
  }

  /** What the specification says; it was defaulted by the API already. */
  private static String policy(ContainerView container) {
    String policy = io.gantry.apimodel.Json.text(container.spec(), "imagePullPolicy");
    return policy.isEmpty() ? "IfNotPresent" : policy;
  }

  private void pull(
      PodView pod, ContainerView container, Pull pull, String backOffKey, Runnable wake) {
    String image = container.image();
    Instant begun = clock.instant();
    try {
      pullWithAnyLogin(pod, image);
      String took = seconds(Duration.between(begun, clock.instant()));
      long size = runtime.image(image).map(ImageInfo::sizeBytes).orElse(0L);
      events.normal(
          pod,
          container,
          "Pulled",
          "Successfully pulled image \"%s\" in %s (%s including waiting). Image size: %d bytes."
              .formatted(image, took, took, size));
      lastErrors.remove(backOffKey);
      pull.stage = Stage.SUCCEEDED;
    } catch (RuntimeException e) {
      String message =
          e instanceof RuntimeRefusedException
              ? "rpc error: code = Unknown desc = Error response from daemon: " + e.getMessage()
              : String.valueOf(e.getMessage());
      events.warning(
          pod, container, "Failed", "Failed to pull image \"" + image + "\": " + message);
      Instant now = clock.instant();
      backOff.next(backOffKey, now, now);
      lastErrors.put(backOffKey, message);
      pull.error = message;
      pull.stage = Stage.FAILED;
    }
    wake.run();
  }

  private void pullWithAnyLogin(PodView pod, String image) {
    List<RegistryLogin> logins = new ArrayList<>(PullSecrets.logins(pod, image, configs));
    if (logins.isEmpty()) {
      logins.add(RegistryLogin.NONE);
    }
    RuntimeRefusedException last = null;
    for (RegistryLogin login : logins) {
      try {
        runtime.pull(image, login);
        return;
      } catch (RuntimeRefusedException e) {
        last = e;
      }
    }
    throw last;
  }

  private Instant later() {
    return clock.instant().plusSeconds(10);
  }

  private static String backOffKey(PodView pod, String image) {
    return pod.ref().uid() + "_" + image;
  }

  private static String seconds(Duration duration) {
    long millis = duration.toMillis();
    if (millis < 1000) {
      return millis + "ms";
    }
    String text = String.format(Locale.ROOT, "%.3f", millis / 1000.0);
    return text.replaceFirst("\\.?0+$", "") + "s";
  }

  public void forget(String podUid) {
    backOff.forget(podUid);
    pulls.keySet().removeIf(key -> key.startsWith(podUid));
    lastErrors.keySet().removeIf(key -> key.startsWith(podUid));
  }
}
